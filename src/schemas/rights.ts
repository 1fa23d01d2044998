import { Type } from '@sinclair/typebox';
import { CalendarDate, nullable, ref, Text, Uri } from './primitives.js';

export const Licence = Type.Object(
  {
    name: Text('The name of the licence, an SPDX identifier where there is one.', 200),
    url: nullable(Uri('The text of the licence; `null` when it has no address.')),
  },
  { $id: 'Licence', description: 'The licence that something may be used under.' },
);

export const Source = Type.Object(
  {
    name: Text('Who published it first.', 200),
    url: nullable(Uri('Where it was published; `null` when it has no address.')),
    retrievedOn: nullable(CalendarDate('The day it was taken from there; `null` when unknown.')),
  },
  { $id: 'Source', description: 'Where the content comes from.' },
);

export const Rights = Type.Object(
  {
    holder: nullable(Text('Who holds the rights; `null` when unknown.', 200)),
    licence: nullable(ref(Licence), { description: 'The licence; `null` when none was given.' }),
    statement: nullable(Text('The rights statement to be shown; `null` when there is none.', 2000)),
  },
  { $id: 'Rights', description: 'What a reader may do with the content.' },
);

export const Review = Type.Object(
  {
    reviewedOn: CalendarDate('The day of the last review.'),
    reviewedBy: nullable(Text('Who reviewed it; `null` when unknown.', 200)),
    nextReviewDue: nullable(CalendarDate('The day by which it is to be reviewed again; `null` when none is set.')),
  },
  { $id: 'Review', description: 'When the content was last reviewed, and by whom.' },
);
