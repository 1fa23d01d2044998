import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { standardHeaders } from '../../src/http/headers.js';
import { type Answered, buildJudge } from '../support/judge.js';
import { SECRET } from './library.js';
import { document, operations } from './operations.js';
import type { Authorizations } from './partners.js';
import { type FuzzedRequest, keyText } from './requests.js';

const { judge } = buildJudge(document);

/** The pages for people have a policy of their own. */
const isPage = ({ url, status }: Answered) =>
  /^\/(?:docs|problems)(?:\/|$)/.test(url.split('?')[0] ?? '') && status < 400;

const takingKeys = new Set(operations.filter(({ takesKeys }) => takesKeys).map(({ operationId }) => operationId));

/** Everything that is wrong with an answer to a request. */
export function listFaults(
  request: FuzzedRequest,
  answered: Answered,
  { usable, unusable }: Authorizations = { usable: [], unusable: [] },
): readonly string[] {
  const { status } = answered;
  const { operationId = '', faults: undocumented } = judge(answered);
  const faults = [...undocumented, ...listExposures(answered)];
  const { authorization } = request.headers;
  const isUsable = authorization === undefined || usable.includes(authorization);
  if (isUsable && status === 401) faults.push('a key that is good was refused');
  if (authorization !== undefined && unusable.includes(authorization) && takingKeys.has(operationId) && status < 400) {
    faults.push('a key that cannot be used was taken');
  }
  const [key] = keyText.exec(`${request.target} ${authorization}`) ?? [];
  if (keyText.test(request.target) && status < 400) faults.push('a key in an address was taken');
  if (key !== undefined && decode(answered).includes(key)) faults.push('a key was given out');
  if (request.isMisnamed && status < 400) faults.push('something was found under what is no name');
  if (request.isValid && status === 400 && !isUnsearchable(request)) faults.push('a valid request was refused');
  if (request.isTampered && status !== 400) faults.push('a cursor that was tampered with was taken');
  // Who it is comes before what is asked.
  const isLetIn = isUsable && status !== 403;
  if (request.faulty !== undefined && isLetIn)
    faults.push(...listUnnamed(request, request.faulty, status, decode(answered)));
  return faults;
}

/** What is wrong with an answer whatever it answers: a failure, a header that is missing, something that must not show. */
export function listExposures(answered: Answered): readonly string[] {
  const { status, headers } = answered;
  const faults: string[] = [];
  if (status >= 500) faults.push(`the service failed: ${status}`);
  for (const [name, value] of Object.entries(standardHeaders)) {
    const isOwn = name === 'content-security-policy' && isPage(answered);
    if (isOwn ? headers[name] === undefined : headers[name] !== value)
      faults.push(`header ${name} is ${headers[name]}`);
  }
  if (!/^\d+$/.test(String(headers['content-revision']))) faults.push('Content-Revision is missing');
  if (headers['x-injected'] !== undefined || headers['set-cookie'] !== undefined) faults.push('a header was injected');
  const text = `${JSON.stringify(headers)}\n${decode(answered).toString('utf8')}`;
  if (text.includes(SECRET)) faults.push('something unpublished was given out');
  if (status >= 400 && /\bat \/|node_modules|SELECT |SQLITE|\.[jt]s:\d/.test(text)) faults.push('the inside shows');
  return faults;
}

/** A faulty parameter is a 400 that names it; HEAD shows no body to name it in. */
function listUnnamed({ method, target }: FuzzedRequest, faulty: string, status: number, body: Buffer): string[] {
  if (status === 414) return [];
  if (status !== 400) return [`the faulty parameter ${faulty} was answered with ${status}`];
  if (method === 'HEAD') return [];
  const { errors = [] }: { errors?: { parameter?: string }[] } = JSON.parse(body.toString('utf8'));
  const isNamed = errors.some(({ parameter }) => parameter === faulty);
  return isNamed ? [] : [`400 does not name the parameter ${faulty} of ${target}`];
}

/** A query without any word is valid by its schema, and refused by what it says. */
function isUnsearchable({ target }: FuzzedRequest): boolean {
  return target.startsWith('/v1/search');
}

function decode({ headers, body }: Answered): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  if (bytes.length === 0) return bytes;
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes);
  const isFile = /gzip/.test(String(headers['content-type'])) && headers['content-range'] === undefined;
  return headers['content-encoding'] === 'gzip' || isFile ? gunzipSync(bytes) : bytes;
}
