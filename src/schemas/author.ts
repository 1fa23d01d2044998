import { type Static, Type } from '@sinclair/typebox';
import { constant, Id, nullable, Slug, Text, Uri } from './primitives.js';

export const Author = Type.Object(
  {
    type: constant('author'),
    id: Id(),
    slug: Slug(),
    name: Text('The name as it is to be shown.', 200),
    specialty: nullable(Text('The specialty as the author states it; `null` when unknown, never guessed.', 200)),
    credentials: nullable(Text('Letters after the name, such as `MD, FACSM`; `null` when unknown.', 200)),
    organisation: nullable(Text('The organisation the author speaks for; `null` when unknown.', 200)),
    profile: nullable(Uri("The author's page elsewhere; `null` when unknown.")),
  },
  { $id: 'Author', description: 'An expert who answers.' },
);
export type Author = Static<typeof Author>;
