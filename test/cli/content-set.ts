const disclaimer = { type: 'disclaimer', id: 'general', locale: 'en', text: 'Important: not medical advice.' };
const author = { type: 'author', id: 'ada', slug: 'ada', name: 'Ada' };
const exercise = {
  type: 'exercise',
  id: 'plank',
  slug: 'plank',
  name: 'Plank',
  kind: 'strength',
  disclaimer: 'general',
};

/** A question with one answer, by Ada. */
export const question = (id: string, body: string) => ({
  type: 'question',
  id,
  slug: id,
  locale: 'en',
  title: `What about ${id}?`,
  disclaimer: 'general',
  answers: [
    {
      id: `${id}.ada`,
      attribution: { kind: 'named', author: 'ada' },
      recommendations: [{ exercise: 'plank', anchor: 'a plank a day' }],
      body: `${body} Try a plank a day.`,
    },
  ],
});

export const toNdjson = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** A whole content set: so many questions, the answers saying `body`. It makes `2 × count + 3` resources. */
export const contentSet = (count: number, body: string) =>
  toNdjson([
    disclaimer,
    author,
    exercise,
    ...Array.from({ length: count }, (_, index) => question(`question-${index}`, body)),
  ]);
