import type { Database } from 'better-sqlite3';
import { composeArticle } from '../compose/article.js';
import type { Published } from '../compose/shown.js';
import { parseResource } from '../content/live.js';
import { questionReferences } from '../content/references.js';
import type { Article } from '../schemas/article.js';
import type { ResourceType } from '../schemas/resource.js';
import type { Reference } from '../store/store.js';

interface Row {
  published_at: string;
  updated_at: string;
  body: string;
}

/** Composes articles of what is in the file already: no other revision can come between. */
export function prepareArticles(db: Database): (id: string) => Article {
  const find = db.prepare<[ResourceType, string], Row>(
    'SELECT published_at, updated_at, body FROM resource WHERE type = ? AND id = ?',
  );

  function get<T extends ResourceType>(type: T, id: string): Published<T> {
    const row = find.get(type, id);
    if (row === undefined) throw new Error(`${type}/${id} is referred to, but is not there: run verify.`);
    const { published_at, updated_at, body } = row;
    return {
      type,
      id,
      publishedAt: Date.parse(published_at),
      updatedAt: Date.parse(updated_at),
      resource: parseResource(type, body),
    };
  }

  const readAll = <T extends ResourceType>(type: T, references: readonly Reference[]) =>
    new Map(references.filter((one) => one.type === type).map(({ id }) => [id, get(type, id)]));

  return (id) => {
    const question = get('question', id);
    const answers = question.resource.answers.map((answer) => get('answer', answer).resource);
    const references = questionReferences(question.resource, answers);
    return composeArticle(question, {
      disclaimer: readAll('disclaimer', references),
      topic: readAll('topic', references),
      author: readAll('author', references),
      exercise: readAll('exercise', references),
      question: readAll('question', references),
      answer: readAll('answer', references),
    });
  };
}
