import { type Document, isAlias, isCollection, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml';
import { FaultsError } from './faults.js';
import { isOverflow, isTooDeep, TOO_DEEP } from './nesting.js';
import { fileFault, type Locate, MAX_BYTES, refuse } from './source-text.js';

/** YAML costs far more than JSON to read: a front matter holds no long texts. */
const MAX_YAML = MAX_BYTES / 8;

/** YAML 1.2 (JSON included) as a value; refused when it is not well-formed, names a key twice, or uses aliases or tags. */
export function readYaml(text: string, file: string, firstLine: number | null): unknown {
  const lines = new LineCounter();
  const at = (offset: number) => (firstLine ?? 1) + lines.linePos(offset).line - 1;
  if (text.length > MAX_YAML && !text.trimStart().startsWith('{')) {
    return refuse(
      file,
      firstLine,
      'too-large',
      `YAML may have at most ${MAX_YAML / 1024} KiB: use JSON or NDJSON for more.`,
    );
  }
  const document = parse(text, lines);
  const deep = document.errors.find(isOverflow);
  if (deep !== undefined) return refuse(file, at(deep.pos[0]), 'yaml', TOO_DEEP);
  if (isTooDeep(document.contents, childrenOf)) return refuse(file, firstLine, 'yaml', TOO_DEEP);
  const faults = [...document.errors, ...document.warnings].map((error) =>
    fileFault(
      file,
      at(error.pos[0]),
      error.code === 'DUPLICATE_KEY' ? 'duplicate-member' : 'yaml',
      `This is not valid YAML: ${firstSentence(error.message)}`,
    ),
  );
  visit(document, {
    Node(_key, node) {
      if (isAlias(node) || node.anchor !== undefined) {
        faults.push(
          fileFault(
            file,
            at(node.range?.[0] ?? 0),
            'yaml-alias',
            'YAML anchors and aliases are not supported: write the value out.',
          ),
        );
      } else if (node.tag !== undefined) {
        faults.push(
          fileFault(
            file,
            at(node.range?.[0] ?? 0),
            'yaml-tag',
            `The YAML tag ${node.tag} is not supported: leave it out.`,
          ),
        );
      }
    },
  });
  if (faults.length > 0) throw new FaultsError(faults);
  return document.toJS();
}

/** Where members stand in a text that `readYaml` or `readJson` accepts. Parses only when asked: that is, for a fault. */
export function locateIn(text: string, firstLine: number): Locate {
  let parsed: { document: Document; lines: LineCounter } | undefined;
  return (pointer) => {
    if (parsed === undefined) {
      const lines = new LineCounter();
      parsed = { document: parse(text, lines), lines };
    }
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node =
        depth === 0 ? parsed.document.contents : parsed.document.getIn(path.slice(0, depth).map(toKey), true);
      if (isNode(node) && node.range) return firstLine + parsed.lines.linePos(node.range[0]).line - 1;
    }
    return firstLine;
  };
}

function toKey(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}

function parse(text: string, lineCounter: LineCounter) {
  return parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false, lineCounter });
}

function childrenOf(node: unknown): readonly unknown[] {
  if (isPair(node)) return [node.key, node.value].flatMap(childrenOf);
  return isCollection(node) ? node.items : [];
}

function firstSentence(message: string): string {
  return message.split('\n')[0] ?? message;
}
