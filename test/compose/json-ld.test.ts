import t from 'tap';
import { composeJsonLd } from '../../src/compose/json-ld.js';
import { anonymous, author, disclaimer, exercise, named, question, topic } from './knee.js';
import { published, toParts } from './versions.js';

const parts = toParts({
  disclaimer: [published('disclaimer', disclaimer)],
  topic: [published('topic', topic)],
  author: [published('author', author)],
  exercise: [published('exercise', exercise)],
  answer: [published('answer', named), published('answer', anonymous)],
});

t.test('a search engine reads the article, with its disclaimer, in the words of schema.org', async (t) => {
  const article = composeJsonLd(published('question', question), parts);
  t.equal(article['@type'], 'MedicalWebPage');
  t.same(article.usageInfo, {
    '@type': 'CreativeWork',
    '@id': '#disclaimer/general',
    inLanguage: 'en',
    text: 'Ask your doctor.',
  });
  const [first, second] = article.mainEntity.suggestedAnswer;
  t.same(first?.author, { '@type': 'Person', identifier: 'ann', name: 'Ann Lee', honorificSuffix: 'MD' });
  t.same(first?.mentions[0], {
    '@type': 'ExercisePlan',
    identifier: 'plank',
    name: 'Plank',
    exerciseType: 'strength',
    associatedAnatomy: [
      { '@type': 'AnatomicalStructure', name: 'hip abductors', alternateName: 'side of the hip' },
      { '@type': 'AnatomicalStructure', name: 'belly' },
    ],
    about: { '@type': 'Thing', name: 'weak hips' },
    isBasedOn: { '@type': 'Quotation', text: 'Do planks' },
  });
  t.same(first?.citation, [{ '@type': 'Quotation', text: 'If it hurts, see someone.', genre: 'seek-care advice' }]);
  t.notOk(second && 'author' in second, 'an unattributed answer has no author');
  t.equal(second?.usageInfo['@id'], article.usageInfo['@id'], 'each answer names the disclaimer');
});

t.test('what is known of review, source and rights is said, what is unknown is left out', async (t) => {
  const known = {
    ...question,
    review: { reviewedOn: '2026-01-02', reviewedBy: 'A board', nextReviewDue: null },
    source: { name: 'A site', url: 'https://site.example/', retrievedOn: null },
    rights: { holder: 'A site', licence: { name: 'CC0-1.0', url: 'https://licence.example/' }, statement: 'Free.' },
  };
  const article = composeJsonLd(published('question', known), parts);
  t.match(article, {
    lastReviewed: '2026-01-02',
    reviewedBy: 'A board',
    isBasedOn: { sourceOrganization: { name: 'A site' }, url: 'https://site.example/' },
    copyrightHolder: 'A site',
    copyrightNotice: 'Free.',
    license: 'https://licence.example/',
  });
  const bare = composeJsonLd(published('question', question), parts);
  for (const name of ['lastReviewed', 'isBasedOn', 'license', 'copyrightHolder']) t.notOk(name in bare, name);
});
