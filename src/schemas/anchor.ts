import { type Static, Type } from '@sinclair/typebox';
import { Count } from './primitives.js';

export const Anchor = Type.Object(
  {
    exact: Type.String({ minLength: 1, maxLength: 5000, description: "The very words of the answer's `body.text`." }),
    prefix: Type.String({ maxLength: 128, description: 'Up to 32 code points of the text before them.' }),
    suffix: Type.String({ maxLength: 128, description: 'Up to 32 code points of the text after them.' }),
    start: Count('Where the words begin: the number of Unicode code points of `body.text` before them.'),
    end: Count('Where the words end: the number of Unicode code points of `body.text` up to and with their last.'),
  },
  {
    $id: 'Anchor',
    description:
      'The words that something rests on: a text quote and a position (W3C Web Annotation Data Model, TextQuoteSelector and TextPositionSelector), counted in Unicode code points of `body.text`. Publishing verifies that the words are there.',
  },
);
export type Anchor = Static<typeof Anchor>;
