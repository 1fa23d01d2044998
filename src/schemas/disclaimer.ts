import { type Static, Type } from '@sinclair/typebox';
import { constant, Id, Locale } from './primitives.js';

export const Disclaimer = Type.Object(
  {
    type: constant('disclaimer'),
    id: Id(),
    locale: Locale(),
    text: Type.String({
      minLength: 1,
      maxLength: 10_000,
      description: 'The text that must be shown, whole and unchanged, wherever the content that carries it is shown.',
    }),
  },
  { $id: 'Disclaimer', description: 'The text that must travel with the content, and never be separated from it.' },
);
export type Disclaimer = Static<typeof Disclaimer>;
