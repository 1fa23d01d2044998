import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Count, constant, nullable, RevisionNumber, ref, SetDigest, stringEnum, Timestamp } from './primitives.js';

export const LatestRevision = Type.Object(
  {
    revision: RevisionNumber('The number of the latest revision; 0 before the first publish.'),
    publishedAt: nullable(Timestamp('When it was published; `null` before the first publish.')),
    count: Count('How many resources are live.'),
    setDigest: SetDigest(),
  },
  { $id: 'LatestRevision', description: 'What is current.' },
);
export type LatestRevision = Static<typeof LatestRevision>;

const Path = (description: string) =>
  Type.String({ format: 'uri-reference', maxLength: 200, description, pattern: '^/[!-~]*$' });

export const ServiceRoot = Type.Object(
  {
    latest: ref(LatestRevision),
    links: Type.Object(
      {
        questions: Path('The questions.'),
        authors: Path('The authors.'),
        topics: Path('The topics.'),
        exercises: Path('The exercises.'),
        disclaimers: Path('The disclaimers.'),
        search: Path('The search; add `?q=`.'),
        sync: Path('What changed since a position, for copies.'),
        recalls: Path('What was withdrawn for safety.'),
        latestSnapshot: Path('Everything as files, for a copy to begin with.'),
        latestRevision: Path('What is current, in few bytes.'),
        openapi: Path('The description of all this for machines.'),
        reference: Path('The description of all this for people.'),
      },
      { description: 'Where to go on, relative to this address.' },
    ),
  },
  { $id: 'ServiceRoot', description: 'What is here.' },
);
export type ServiceRoot = Static<typeof ServiceRoot>;

export const Health = Type.Object({ status: constant('ok') }, { $id: 'Health', description: 'All is well.' });
export type Health = Static<typeof Health>;

export const Readiness = Type.Object(
  {
    status: stringEnum(['ok', 'warn'], {
      description:
        '`ok`: all is well. `warn`: content can be read, but nothing can be published: the primary database does not answer.',
    }),
  },
  { $id: 'Readiness', description: 'Whether the service is ready, and all of it.' },
);
export type Readiness = Static<typeof Readiness>;

const CatalogTarget = Type.Object(
  {
    href: Type.String({ format: 'uri', maxLength: 2048, description: 'The address.' }),
    type: Type.String({ maxLength: 127, description: 'The media type.' }),
  },
  { $id: 'CatalogTarget', description: 'What a link leads to.' },
);

const targets = (description: string) => Type.Array(ref(CatalogTarget), { maxItems: 10, description });

const CatalogEntry = Type.Object(
  {
    anchor: Type.String({ format: 'uri', maxLength: 2048, description: 'The address of the API.' }),
    'service-desc': targets('Its description for machines.'),
    'service-doc': targets('Its description for people.'),
    status: targets('Whether it is ready.'),
  },
  { $id: 'CatalogEntry', description: 'An API and what is written about it.' },
);

export const ApiCatalog = Type.Object(
  { linkset: Type.Array(ref(CatalogEntry), { maxItems: 10, description: 'The APIs here: this one.' }) },
  { $id: 'ApiCatalog', description: 'The APIs of this host (RFC 9727), as a link set (RFC 9264).' },
);
export type ApiCatalog = Static<typeof ApiCatalog>;

export const serviceSchemas: readonly TSchema[] = [
  LatestRevision,
  ServiceRoot,
  Health,
  Readiness,
  CatalogTarget,
  CatalogEntry,
  ApiCatalog,
];
