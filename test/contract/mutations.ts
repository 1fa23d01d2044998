import { at, isMembers, type Json, listAt, type Members } from './document.js';
import { findSites, type Sites } from './sites.js';

/** Changes a document somewhere; gives false where there is no place for such a change. */
export type Mutation = (document: Members, seed: number) => boolean;

type Kind = keyof Sites;

/** A change at the sites of a kind that it suits: `seed` chooses which. */
function change(
  kind: Kind,
  suits: (site: Members) => boolean,
  apply: (site: Members, seed: number) => unknown,
): Mutation {
  return (document, seed) => {
    const sites = findSites(document)[kind].filter(suits);
    const site = sites[seed % sites.length];
    if (site !== undefined) apply(site, Math.floor(seed / sites.length));
    return site !== undefined;
  };
}

const any = () => true;
const isPlain = (type: string) => (schema: Members) => schema.type === type && schema.enum === undefined;
const hasList = (name: string, least: number) => (site: Members) => {
  const list = site[name];
  return Array.isArray(list) && list.length >= least;
};
const hasMembers = (name: string) => (site: Members) => isMembers(site[name]) && Object.keys(at(site, name)).length > 0;
const removeOne = (members: Members, seed: number) => {
  const names = Object.keys(members);
  delete members[names[seed % names.length] ?? ''];
};
const parameter = (name: string, required: boolean): Json => ({
  name,
  in: 'query',
  required,
  schema: { type: 'string' },
});
const parametersOf = (operation: Members) => {
  operation.parameters ??= [];
  return listAt(operation, 'parameters');
};
const numbered = (site: Members) => at(site, 'schema').type === 'integer';
const texts = (site: Members) => at(site, 'schema').type === 'string';

export const breakingMutations: Readonly<Record<string, Mutation>> = {
  'remove a member': change('answers', hasMembers('properties'), (s, n) => removeOne(at(s, 'properties'), n)),
  'no longer require a member': change('answers', hasList('required', 1), (s, n) =>
    listAt(s, 'required').splice(n % listAt(s, 'required').length, 1),
  ),
  'retype a text': change('answers', isPlain('string'), (s) => (s.type = 'integer')),
  'retype a number': change('answers', isPlain('integer'), (s) => (s.type = 'string')),
  'let a text be null': change('answers', isPlain('string'), (s) => (s.type = ['string', 'null'])),
  'retype a list': change('answers', isPlain('array'), (s) => (s.items = { type: 'boolean' })),
  'change a format': change(
    'answers',
    (s) => typeof s.format === 'string',
    (s) => (s.format = 'duration'),
  ),
  'add a value': change('answers', hasList('enum', 1), (s) => listAt(s, 'enum').push('unheard-of')),
  'remove a value': change('answers', hasList('enum', 2), (s) => listAt(s, 'enum').pop()),
  'add a branch': change('answers', hasList('oneOf', 1), (s) => listAt(s, 'oneOf').push({ type: 'boolean' })),
  'let an answer be longer': change(
    'answers',
    (s) => typeof s.maxLength === 'number',
    (s) => (s.maxLength = Number(s.maxLength) + 1),
  ),
  'remove a status': change('operations', hasMembers('responses'), (s, n) => removeOne(at(s, 'responses'), n)),
  'remove a header': change('responses', hasMembers('headers'), (s, n) => removeOne(at(s, 'headers'), n)),
  'remove a media type': change('responses', hasMembers('content'), (s, n) => removeOne(at(s, 'content'), n)),
  'remove a parameter': change('operations', hasList('parameters', 1), (s, n) =>
    parametersOf(s).splice(n % parametersOf(s).length, 1),
  ),
  'add a required parameter': change('operations', any, (s) => parametersOf(s).push(parameter('unheard-of', true))),
  'lower a maximum': change(
    'parameters',
    numbered,
    (s) => (at(s, 'schema').maximum = Number(at(s, 'schema').maximum) - 1),
  ),
  'shorten a parameter': change('parameters', texts, (s) => (at(s, 'schema').maxLength = 1)),
  'narrow a parameter': change('parameters', texts, (s) => (at(s, 'schema').pattern = '^unheard-of$')),
  'change a default': change('parameters', any, (s) => (at(s, 'schema').default = 7)),
  'rename an operation': change('operations', any, (s) => (s.operationId = 'unheardOf')),
};

export const additiveMutations: Readonly<Record<string, Mutation>> = {
  'add a member': change(
    'answers',
    hasMembers('properties'),
    (s) => (at(s, 'properties').unheardOf = { type: 'string' }),
  ),
  'add a required member': change('answers', hasMembers('properties'), (s) => {
    at(s, 'properties').unheardOfToo = { type: 'integer' };
    s.required = [...(Array.isArray(s.required) ? s.required : []), 'unheardOfToo'];
  }),
  'require a member': change(
    'answers',
    hasMembers('properties'),
    (s) => (s.required = Object.keys(at(s, 'properties'))),
  ),
  'describe otherwise': change('answers', any, (s) => (s.description = 'In other words.')),
  'shorten an answer': change(
    'answers',
    (s) => Number(s.maxLength) > Number(s.minLength ?? 0),
    (s) => (s.maxLength = Number(s.maxLength) - 1),
  ),
  'say what an answer looks like': change(
    'answers',
    (s) => isPlain('string')(s) && s.pattern === undefined,
    (s) => (s.pattern = '^'),
  ),
  'turn a list of values around': change('answers', hasList('enum', 2), (s) => listAt(s, 'enum').reverse()),
  'turn required members around': change('answers', hasList('required', 2), (s) => listAt(s, 'required').reverse()),
  'add an optional parameter': change('operations', any, (s) =>
    parametersOf(s).unshift(parameter('unheard-of', false)),
  ),
  'turn parameters around': change('operations', hasList('parameters', 2), (s) => parametersOf(s).reverse()),
  'add an error': change('operations', any, (s) => (at(s, 'responses')['451'] = { description: 'Not here.' })),
  'add a header': change('responses', any, (s) => {
    s.headers = { ...(isMembers(s.headers) ? s.headers : {}), 'X-Unheard-Of': { schema: { type: 'string' } } };
  }),
  'add a media type': change(
    'responses',
    hasMembers('content'),
    (s) => (at(s, 'content')['text/csv'] = { schema: { type: 'string' } }),
  ),
  'raise a maximum': change(
    'parameters',
    numbered,
    (s) => (at(s, 'schema').maximum = Number(at(s, 'schema').maximum) + 1),
  ),
  'let a parameter be anything': change(
    'parameters',
    (s) => texts(s) && at(s, 'schema').default === undefined,
    (s) => (s.schema = { type: 'string' }),
  ),
  'let a value be asked for': change(
    'parameters',
    (s) => hasList('enum', 1)(at(s, 'schema')),
    (s) => listAt(s, 'schema', 'enum').push('unheard-of'),
  ),
  'no longer require a parameter': change(
    'parameters',
    (s) => s.in === 'query',
    (s) => (s.required = false),
  ),
  'add an operation': (document) => {
    at(document, 'paths')['/v1/unheard-of'] = {
      get: { operationId: 'getUnheardOf', responses: { 200: { description: 'It.' } } },
    };
    return true;
  },
  'add a method': (document, seed) => {
    const items = Object.values(at(document, 'paths')).filter(isMembers);
    const item = items[seed % items.length];
    if (item) item.post = { operationId: 'postUnheardOf', responses: { 200: { description: 'It.' } } };
    return item !== undefined;
  },
  'add a schema': (document) => {
    at(document, 'components', 'schemas').UnheardOf = { type: 'object' };
    return true;
  },
  'offer credentials': (document) => {
    document.security = [{}, { key: [] }];
    return true;
  },
};
