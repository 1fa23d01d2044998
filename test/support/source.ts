/** A source of some questions, as NDJSON: each with one answer by Ann Lee, on knees, recommending squats. */
export function writeQuestions(count: number): string {
  const answer = (n: number) => ({
    id: `answer-${n}`,
    attribution: { kind: 'named', author: 'ann-lee' },
    body: `Do squats, ${n} a day. ${'It takes time to help. '.repeat(20)}See a doctor when it hurts.`,
    recommendations: [{ exercise: 'squat', anchor: `Do squats, ${n} a day.` }],
    seekCare: [{ anchor: 'See a doctor when it hurts.' }],
  });
  const question = (n: number) => ({
    type: 'question',
    id: `q${n}`,
    slug: `question-${n}`,
    locale: 'en',
    title: `Question ${n}?`,
    topics: ['knees'],
    disclaimer: 'general',
    answers: [answer(n)],
  });
  const records = [
    { type: 'disclaimer', id: 'general', locale: 'en', text: 'Important: this is no advice.' },
    { type: 'author', id: 'ann-lee', slug: 'ann-lee', name: 'Ann Lee' },
    { type: 'topic', id: 'knees', slug: 'knees', name: 'Knees', summary: 'About knees.' },
    { type: 'exercise', id: 'squat', slug: 'squat', name: 'Squat', kind: 'strength', disclaimer: 'general' },
    ...Array.from({ length: count }, (_, index) => question(index + 1)),
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
