import type { StoredVersion } from '../store/store.js';
import { anchorHolds } from './anchors.js';
import { digestOfText, toCanonical } from './canonical.js';
import { type Fault, resourceFault } from './faults.js';
import { sanitise, toText } from './html.js';
import { isResource } from './live.js';
import { normaliseMarkdown } from './markdown.js';
import { checkResource } from './validate.js';

/** What is wrong with one version by itself. What is live must also be as the schemas of today say. */
export function checkVersion(version: StoredVersion, live: boolean): readonly Fault[] {
  const { type, id, revision, digest, body } = version;
  const record = `${type}/${id}`;
  const fault = (code: string, detail: string, pointer = '') =>
    resourceFault(record, code, `At revision ${revision}: ${detail}`, pointer);
  if (digest === null) {
    if (body !== null) return [fault('tombstone', 'there is a body, but no digest of it.')];
    return version.reason === null ? [fault('tombstone', 'it was withdrawn for no reason.')] : [];
  }
  // What was recalled has been erased.
  if (body === null) return live || version.reason !== 'safety' ? [fault('body', 'the body is missing.')] : [];
  const value = parse(body);
  if (value === undefined) return [fault('body', 'the body is not a JSON object.')];
  const faults: Fault[] = [];
  if (digestOfText(body) !== digest)
    faults.push(fault('digest', `the body has the digest ${digestOfText(body)}, not ${digest}.`));
  if (toCanonical(value) !== body) faults.push(fault('canonical', 'the body is not canonical JSON (RFC 8785).'));
  if (!('type' in value && value.type === type && 'id' in value && value.id === id))
    faults.push(fault('key', 'the body is that of another resource.'));
  if (!live) return faults;
  if (!isResource(type, value)) {
    for (const found of checkResource(type, value)) faults.push(fault(found.code, found.detail, found.pointer));
    return faults;
  }
  if (value.type !== 'answer') return faults;
  const { text, html } = value.body;
  if (sanitise(html) !== html) faults.push(fault('html', 'the HTML holds what no answer may hold.', '/body/html'));
  if (toText(html) !== text) faults.push(fault('text', 'the plain text is not that of the HTML.', '/body/text'));
  if (version.source === null || normaliseMarkdown(version.source) !== version.source) {
    faults.push(fault('source', 'the Markdown it was made from is missing.'));
  }
  for (const member of ['recommendations', 'seekCare'] as const) {
    value[member].forEach(({ anchor }, index) => {
      if (anchorHolds(text, anchor)) return;
      faults.push(
        fault(
          'anchor',
          `the words “${anchor.exact.slice(0, 80)}” are not where the anchor says.`,
          `/${member}/${index}/anchor`,
        ),
      );
    });
  }
  return faults;
}

function parse(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
