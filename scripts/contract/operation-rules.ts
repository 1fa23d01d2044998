import { childOf } from './json.js';
import { type Difference, judgeUnknown, type Rule, type Side } from './rules.js';
import { toSchemaPlace } from './schema-place.js';
import { judgeSchema } from './schema-rules.js';

type Path = readonly (string | number)[];

/** What happened within an operation: the path begins there; values are resolved. */
export function judgeOperation(path: Path, difference: Difference): Rule | undefined {
  const { action, after } = difference;
  switch (path[0]) {
    case undefined:
      return action === 'add' ? undefined : 'operation-removed';
    case 'operationId':
      return 'operation-renamed';
    case 'deprecated':
      return after === true ? 'deprecated' : undefined;
    case 'parameters':
      return judgeParameter(path.slice(2), difference);
    case 'requestBody':
      return judgeRequestBody(path.slice(1), difference);
    case 'responses':
      return judgeResponse(path.slice(1), difference);
    default:
      return judgeUnknown(difference);
  }
}

function judgeParameter(path: Path, difference: Difference): Rule | undefined {
  const { action, after } = difference;
  if (path.length === 0) {
    if (action === 'add') return childOf(after, 'required') === true ? 'parameter-required' : undefined;
    return 'parameter-removed';
  }
  if (path[0] === 'required') return after === true ? 'parameter-required' : undefined;
  if (path[0] === 'deprecated') return after === true ? 'deprecated' : undefined;
  return path[0] === 'schema' ? judgeAt('request', path.slice(1), difference) : 'retyped';
}

function judgeRequestBody(path: Path, difference: Difference): Rule | undefined {
  const { action, after } = difference;
  if (path.length === 0) return action === 'add' && childOf(after, 'required') !== true ? undefined : 'tightened';
  if (path[0] === 'required') return after === true ? 'tightened' : undefined;
  return path[0] === 'content' ? judgeContent('request', path.slice(1), difference) : judgeUnknown(difference);
}

function judgeResponse([status, ...path]: Path, difference: Difference): Rule | undefined {
  const { action } = difference;
  if (path.length === 0) {
    if (action !== 'add') return 'status-removed';
    return /^[45]/.test(String(status)) || status === 'default' ? undefined : 'status-added';
  }
  if (path[0] === 'content') return judgeContent('response', path.slice(1), difference);
  return path[0] === 'headers' ? judgeHeader(path.slice(1), difference) : judgeUnknown(difference);
}

function judgeContent(side: Side, path: Path, difference: Difference): Rule | undefined {
  if (path.length < 2) return difference.action === 'add' ? undefined : 'media-type-removed';
  return path[1] === 'schema' ? judgeAt(side, path.slice(2), difference) : judgeUnknown(difference);
}

function judgeHeader(path: Path, difference: Difference): Rule | undefined {
  if (path.length < 2) return difference.action === 'add' ? undefined : 'header-removed';
  if (path[1] === 'required') return difference.after === true ? undefined : 'member-optional';
  if (path[1] === 'deprecated') return difference.after === true ? 'deprecated' : undefined;
  return path[1] === 'schema' ? judgeAt('response', path.slice(2), difference) : judgeUnknown(difference);
}

const judgeAt = (side: Side, path: Path, difference: Difference) =>
  judgeSchema(side, toSchemaPlace(path).keyword, difference);

/** How many steps of a path within an operation lead to the keyword that changed. */
export function depthOfKeyword(path: Path): number {
  const schema = path.indexOf('schema');
  return schema < 0 ? path.length : schema + 1 + toSchemaPlace(path.slice(schema + 1)).depth + 1;
}
