import { apiCompare, type Diff } from 'api-smart-diff';
import { dropEqualOperations, toBare } from './bare.js';
import { childOf, follow, isNode, itemsOf, type Node, resolve } from './json.js';
import { depthOfKeyword, judgeOperation } from './operation-rules.js';
import { type Break, type Difference, rules } from './rules.js';
import { splitUnions } from './unions.js';
import { findOtherBreaks } from './whole-document.js';

type Path = readonly (string | number)[];
const ruleNames = Object.keys(rules);

/** Everything in `after` that breaks a client made for `before`. The library finds the differences; our rules judge them. */
export function findBreaks(before: Node, after: Node): Break[] {
  const [bareBefore, bareAfter] = [toBare(before), toBare(after)];
  if (!isNode(bareBefore) || !isNode(bareAfter)) throw new Error('Not an OpenAPI document.');
  const breaks = [...findOtherBreaks(bareBefore, bareAfter)];
  const [was, is] = splitUnions(bareBefore, bareAfter);
  const [left, right] = dropEqualOperations(was, is);
  for (const diff of apiCompare(left, right).diffs) {
    // Credentials are judged with the document's own.
    if (diff.path[0] !== 'paths' || diff.path[3] === 'security') continue;
    const found = judge(diff, was, is);
    if (found) breaks.push(found);
  }
  return unique(breaks);
}

function judge(diff: Diff, before: Node, after: Node): Break | undefined {
  const { action, type, path } = diff;
  if (action === 'rename') {
    const { pointer } = follow(before, ['paths', String(diff.before)]);
    return { place: pointer, rule: 'operation-renamed', what: String(diff.after) };
  }
  const within = path.slice(3);
  const keyword = depthOfKeyword(within);
  const [whereBefore, whereAfter] = [path, toAfterPath(path, before, after)];
  const difference: Difference = {
    action,
    type,
    before: resolve(before, diff.before),
    after: resolve(after, diff.after),
    isPart: within.length > keyword,
    was: follow(before, whereBefore.slice(0, 3 + keyword)).value,
    is: follow(after, whereAfter.slice(0, 3 + keyword)).value,
  };
  const rule = judgeOperation(within, difference);
  if (rule === undefined) return undefined;
  const operation = `${String(path[2]).toUpperCase()} ${path[1]}`;
  if (within.length < 2) return { place: operation, rule, what: sayChange(diff) };
  if (within[0] === 'parameters' && within.length === 2) {
    const parameter = difference.before ?? difference.after;
    return { place: operation, rule, what: `${childOf(parameter, 'in')} ${childOf(parameter, 'name')}` };
  }
  const at = 3 + (difference.isPart ? keyword : within.length);
  const isNew = action === 'add' && !difference.isPart;
  const { pointer } = isNew ? follow(after, whereAfter.slice(0, at)) : follow(before, whereBefore.slice(0, at));
  return { place: pointer, rule, what: sayChange(diff) };
}

/** A parameter goes by its place among those of before: it may stand elsewhere after. */
function toAfterPath(path: Path, before: Node, after: Node): Path {
  const [root, url, method, member, index] = path;
  if (root === undefined || url === undefined || method === undefined) return path;
  if (member !== 'parameters' || index === undefined) return path;
  const list = (document: Node) =>
    itemsOf(follow(document, [root, url, method, member]).value).map((item) => resolve(document, item));
  const known = list(before)[Number(index)];
  const same = list(after).findIndex(
    (item) => childOf(item, 'name') === childOf(known, 'name') && childOf(item, 'in') === childOf(known, 'in'),
  );
  return [root, url, method, member, same, ...path.slice(5)];
}

function sayChange({ action, before, after }: Diff): string {
  const say = (value: unknown) => {
    const text = JSON.stringify(value) ?? '';
    const named = /^\{"enum":\["#\/components\/schemas\/(\w+)"\]\}$/.exec(text)?.[1];
    return named ?? (text.length > 60 ? '' : text.replaceAll(';', ','));
  };
  if (action === 'replace') return `${say(before)} to ${say(after)}`.trim();
  return say(action === 'add' ? after : before);
}

/** One component can be met in many operations: each change once, and nothing that follows from another. */
function unique(breaks: readonly Break[]): Break[] {
  const byKey = new Map(breaks.map((one) => [`${one.place} ${one.rule} ${one.what}`, one]));
  const places = new Map([...byKey.values()].map(({ place, rule }) => [`${rule} ${place}`, place]));
  const retyped = [...places].flatMap(([key, place]) => (/^retyped .*\/type$/.test(key) ? place.slice(0, -4) : []));
  const follows = ({ place, rule, what }: Break) =>
    (rule === 'member-optional' &&
      place.endsWith('/required') &&
      places.has(`member-removed ${place.slice(0, -'required'.length)}properties/${what.slice(1, -1)}`)) ||
    retyped.some((schema) => place.startsWith(schema) && !(rule === 'retyped' && place === `${schema}type`));
  return [...byKey.values()]
    .filter((one) => !follows(one))
    .sort((a, b) => ruleNames.indexOf(a.rule) - ruleNames.indexOf(b.rule) || (a.place < b.place ? -1 : 1));
}
