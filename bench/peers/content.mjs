// The content that all products hold: articles as this project answers them, taken apart into what the others store.
import { findDatabase } from '../content/database.mjs';
import { askUntilRight } from '../process.mjs';
import { startSecondOpinion } from '../servers/second-opinion.mjs';

const QUESTIONS = 60;

/** The articles, whole; the first is the seed's, which is asked for. */
export async function readArticles(tell) {
  const database = await findDatabase(QUESTIONS, tell);
  const server = await startSecondOpinion(database);
  const { body } = await askUntilRight(`${server.url}/v1/questions?view=full&limit=100`);
  await server.stop();
  const articles = JSON.parse(body.toString()).data;
  const isAsked = ({ id }) => id === 'knee-pain-after-running';
  return { database, articles: [...articles.filter(isAsked), ...articles.filter((one) => !isAsked(one))] };
}

const toAnchor = ({ exact, prefix, suffix, start, end }) => ({ exact, prefix, suffix, starts_at: start, ends_at: end });
const byId = (list) => [...new Map(list.map((one) => [one.id, one])).values()];
const without = ({ type: _, ...rest }) => rest;

/** Articles as rows: what others share is there once, and named by its id. */
export function toRows(articles) {
  const answers = articles.flatMap(({ id, answers }) =>
    answers.map((answer, sort) => ({ ...answer, question: id, sort })),
  );
  const recommendations = answers.flatMap(({ id, recommendations: list }) =>
    list.map((one, sort) => ({ ...one, answer: id, sort })),
  );
  return {
    disclaimers: byId(articles.map(({ disclaimer }) => without(disclaimer))),
    topics: byId(
      articles.flatMap(({ topics }) => topics.map(({ id, slug, name, summary }) => ({ id, slug, name, summary }))),
    ),
    authors: byId(answers.flatMap(({ attribution }) => (attribution.author ? [without(attribution.author)] : []))),
    exercises: byId(recommendations.map(({ exercise }) => without(exercise))),
    questions: articles.map(({ id, slug, locale, title, disclaimer, topics }) => ({
      ...{ id, slug, locale, title, disclaimer: disclaimer.id, topics: topics.map((topic) => topic.id) },
    })),
    answers: answers.map(({ id, question, sort, attribution, body, seekCare }) => ({
      ...{ id, question, sort, attribution: attribution.kind, author: attribution.author?.id ?? null },
      ...{ text: body.text, html: body.html },
      recommendations: recommendations
        .filter(({ answer }) => answer === id)
        .map(({ exercise, purpose, timing, anchor, sort: place }) => ({
          ...{ exercise: exercise.id, purpose, timing, sort: place, ...toAnchor(anchor) },
        })),
      seek_care: seekCare.map(({ when, anchor }, place) => ({ advice: when, sort: place, ...toAnchor(anchor) })),
    })),
  };
}

/** Throws unless an answer of another product holds what a reader of the article must see. */
export function requireEquivalent(name, body, articles) {
  const held = new Set();
  JSON.parse(body, (_key, value) => {
    held.add(value);
    return value;
  });
  for (const { title, disclaimer, topics, answers } of articles) {
    const wanted = [title, disclaimer.text, ...topics.map((topic) => topic.name)];
    for (const { attribution, body: told, recommendations, seekCare } of answers) {
      wanted.push(told.text, told.html, attribution.kind, attribution.author?.name);
      for (const { exercise, purpose, timing, anchor } of recommendations)
        wanted.push(exercise.name, exercise.description, purpose, timing, anchor.exact, anchor.prefix, anchor.suffix);
      for (const { when, anchor } of seekCare) wanted.push(when, anchor.exact, anchor.prefix, anchor.suffix);
    }
    const missing = wanted.find((value) => value !== undefined && !held.has(value));
    if (missing !== undefined) throw new Error(`${name} does not answer with all of the article: no “${missing}”.`);
  }
}
