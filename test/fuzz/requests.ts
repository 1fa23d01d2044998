import fc from 'fast-check';
import type { Finds } from './finds.js';
import { hostileHeaders, plainHeaders } from './header-values.js';
import type { Library } from './library.js';
import { type DeclaredOperation, type DeclaredParameter, operations } from './operations.js';
import { hostileText, nearlyValid, validValue } from './values.js';

export interface FuzzedRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A query parameter that is not as the document has it: the answer must be a 400 that names it. */
  readonly faulty?: string;
  /** A name in its path is not as the document has it: nothing may be found. */
  readonly isMisnamed?: boolean;
  /** Its cursor was changed on the way: the answer must be a 400, whichever bit it was. */
  readonly isTampered?: boolean;
  /** Nothing is wrong with it: the answer must not be that it is not valid. */
  readonly isValid: boolean;
}

const methods = fc.constantFrom(
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'PURGE', 'LINK', 'SEARCH', 'M-SEARCH'],
);
/** The text of a key, wherever it stands. */
export const keyText = /so_live_[0-9A-Za-z]{36}/;
const reading = fc.constantFrom('GET', 'GET', 'GET', 'GET', 'HEAD');

type Given = Pick<Library, 'names' | 'unpublished' | 'authorizations'> & { readonly finds: Finds };

/** Requests for every operation of the document: valid, nearly valid, and hostile. */
export function buildRequests({ names, unpublished, authorizations, finds }: Given): fc.Arbitrary<FuzzedRequest> {
  const allNames = [...Object.values(names).flat(), ...unpublished, 'unheard-of'];

  function nameFor({ template }: DeclaredOperation): fc.Arbitrary<string> {
    const own = names[template.split('/')[2] ?? ''] ?? allNames;
    return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...own) }, fc.constantFrom(...allNames));
  }

  function pathValue(operation: DeclaredOperation, parameter: DeclaredParameter): fc.Arbitrary<string> {
    if (parameter.name !== 'slug' && parameter.name !== 'id') return validValue(parameter.schema);
    return fc.oneof({ weight: 9, arbitrary: nameFor(operation) }, validValue(parameter.schema));
  }

  function queryValue({ name, schema }: DeclaredParameter): fc.Arbitrary<string> {
    const known: Readonly<Record<string, readonly string[]>> = {
      revision: finds.revisions,
      since: finds.revisions,
      topic: names.topics ?? [],
      author: names.authors ?? [],
      exercise: names.exercises ?? [],
      locale: ['en', 'de', 'en-GB'],
      q: finds.words,
      limit: ['1', '2', '3', '20', '100'],
    };
    const values = known[name];
    if (values === undefined) return validValue(schema);
    return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, validValue(schema));
  }

  const toPath = (operation: DeclaredOperation, value: (parameter: DeclaredParameter) => fc.Arbitrary<string>) => {
    const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
    return fc
      .tuple(...inPath.map(value))
      .map((values) =>
        inPath.reduce((path, { name }, index) => path.replace(`{${name}}`, values[index] ?? ''), operation.template),
      );
  };

  const toQuery = (operation: DeclaredOperation, without: string | undefined) => {
    const inQuery = operation.parameters.filter(({ in: place, name }) => place === 'query' && name !== without);
    return fc
      .tuple(
        ...inQuery.map((parameter) => {
          const pair = (value: string) => `${parameter.name}=${encodeURIComponent(value)}`;
          if (parameter.required) return queryValue(parameter).map(pair);
          if (parameter.name === 'cursor') return fc.constant(undefined);
          return fc.option(queryValue(parameter).map(pair), { nil: undefined, freq: 3 });
        }),
      )
      .map((pairs) => pairs.filter((pair) => pair !== undefined));
  };

  /** One name of the path is not as the document has it; of dots a path is made, and of nothing none. */
  const misnamedPath = (operation: DeclaredOperation) => {
    const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
    return fc.nat(inPath.length - 1).chain((wrong) =>
      toPath(operation, (parameter) =>
        parameter === inPath[wrong]
          ? nearlyValid(parameter.schema)
              .filter((value) => !/^\.*$/.test(value))
              .map((value) => encodeURIComponent(wellFormed(value)))
          : pathValue(operation, parameter),
      ),
    );
  };

  const leaked = [...authorizations.usable, ...authorizations.unusable].flatMap((one) => one.match(keyText) ?? []);
  const leaking = leaked.flatMap((text) => [
    `api_key=${text}`,
    `q=${text}`,
    `Access_Token=${text}`,
    text,
    `limit=${text}`,
  ]);

  const plain = plainHeaders(finds, authorizations);
  const path = (o: DeclaredOperation) => toPath(o, (p) => pathValue(o, p));
  const join = (at: string, pairs: readonly string[]) => (pairs.length === 0 ? at : `${at}?${pairs.join('&')}`);
  // Built once: `chain` would build each again for every request.
  const ofAnyOperation = <T>(build: (operation: DeclaredOperation) => fc.Arbitrary<T>) =>
    fc.oneof(...operations.map(build));

  const valid = ofAnyOperation((o) =>
    fc
      .tuple(path(o), toQuery(o, undefined), reading, plain)
      .map(([path, pairs, method, headers]) => ({ method, target: join(path, pairs), headers, isValid: true })),
  );
  const followed = fc
    .tuple(fc.constantFrom(...finds.addresses), reading, plain)
    .map(([target, method, headers]) => ({ method, target, headers, isValid: true }));

  const nearly = ofAnyOperation((o) => {
    const inQuery = o.parameters.filter(({ in: place }) => place === 'query');
    const encode = (name: string) => (value: string) => [`${name}=${encodeURIComponent(wellFormed(value))}`];
    const unknown = ['fields', 'include', 'offset', 'Limit', '__proto__', 'constructor', 'limit[]'].map(
      (name) => [name, hostileText.map(encode(encodeURIComponent(name)))] as const,
    );
    const broken = inQuery.map((parameter) => {
      const { name, schema } = parameter;
      const faulty = fc.oneof(
        nearlyValid(schema).map(encode(name)),
        fc.constantFrom('%', '%zz', '%ff', '%c0%af', '%ed%a0%80').map((raw) => [`${name}=${raw}`]),
        fc.constantFrom('', '=').map((tail) => [`${name}${tail}`]),
        queryValue(parameter).map((value) => [...encode(name)(value), ...encode(name)(value)]),
      );
      return [name, faulty] as const;
    });
    const build = ([name, faulty]: readonly [string, fc.Arbitrary<readonly string[]>]) =>
      fc
        .tuple(path(o), toQuery(o, name), faulty, fc.nat(3), reading, plain)
        .map(([at, pairs, wrong, place, method, headers]) => {
          const target = join(at, [...pairs.slice(0, place), ...wrong, ...pairs.slice(place)]);
          return { method, target, headers, faulty: name, isValid: false };
        });
    return fc.oneof(fc.oneof(...unknown.map(build)), ...broken.map(build));
  });

  const misnamed = fc.oneof(
    ...operations
      .filter(({ parameters }) => parameters.some((parameter) => parameter.in === 'path'))
      .map((o) =>
        fc.tuple(misnamedPath(o), toQuery(o, undefined), reading, plain).map(([path, pairs, method, headers]) => {
          return { method, target: join(path, pairs), headers, isMisnamed: true, isValid: false };
        }),
      ),
  );

  const leaks = ofAnyOperation((o) =>
    fc
      .tuple(path(o), toQuery(o, undefined), fc.constantFrom(...leaking), fc.nat(3), reading, plain)
      .map(([at, pairs, leak, place, method, headers]) => {
        const target = join(at, [...pairs.slice(0, place), leak, ...pairs.slice(place)]);
        return { method, target, headers, isValid: false };
      }),
  );

  const cursors = fc
    .tuple(fc.constantFrom(...finds.addresses), fc.constantFrom(...finds.cursors), fc.nat(), fc.nat(255), fc.nat(3))
    .map(([address, other, at, byte, how]) => {
      const cursor = /cursor=([\w-]+)/.exec(address)?.[1] ?? other;
      const place = at % cursor.length;
      const mutated = [
        other,
        cursor.slice(0, place),
        `${cursor.slice(0, place)}${'AZaz09_-'[byte % 8]}${cursor.slice(place + 1)}`,
        `${cursor}${cursor.slice(0, 1 + (place % 40))}`,
      ][how];
      const isTampered = mutated === undefined || !finds.cursors.includes(mutated);
      const target = address.replace(`cursor=${cursor}`, `cursor=${mutated}`);
      return { method: 'GET', target, headers: {}, isTampered: isTampered && target !== address, isValid: false };
    });

  const hostile = ofAnyOperation((o) =>
    fc
      .tuple(
        toPath(o, (p) => fc.oneof(hostileText.map(encodeSome), pathValue(o, p))),
        fc.array(fc.tuple(fc.oneof(hostileText, fc.constantFrom('limit', 'q', 'cursor')), hostileText), {
          maxLength: 6,
        }),
        fc.constantFrom('', '/', '//', '/.', '/..', '%2f', '?', '??', ';a=b', '.json', '/%2e%2e/livez', '%00', '%'),
        fc.oneof(reading, methods),
        hostileHeaders(finds),
        fc.option(hostileText, { nil: undefined, freq: 4 }),
      )
      .map(([path, pairs, tail, method, headers, body]) => {
        const query = pairs.map(([name, value]) => `${encodeSome(name)}=${encodeSome(value)}`);
        const target = join(`${path}${tail}`, query);
        return { method, target, headers, isValid: false, ...(body !== undefined && { body }) };
      }),
  );

  return fc.oneof(
    { weight: 5, arbitrary: valid },
    { weight: 3, arbitrary: followed },
    { weight: 4, arbitrary: nearly },
    { weight: 1, arbitrary: misnamed },
    { weight: 1, arbitrary: leaks },
    { weight: 2, arbitrary: cursors },
    { weight: 5, arbitrary: hostile },
  );
}

/** Only what cannot stand in an HTTP request line at all is encoded. */
function encodeSome(text: string): string {
  return wellFormed(text).replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

/** A lone half of a surrogate pair has no encoding. */
const wellFormed = (text: string) => text.replace(/\p{Cs}/gu, '');
