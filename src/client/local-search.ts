import { isOf, type TypedItem } from './article-parts.js';
import type { ConsistentRead } from './consistent-read.js';

/** Words without case and diacritics, a sharp s as two, each with a space before it. */
function toWords(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => ` ${word}`).join('');
}

/** The questions in whose title or answers every word of the text occurs, or begins a word; by id. None for no words. */
export async function searchQuestions(
  reader: ConsistentRead,
  text: string,
  limit: number,
): Promise<TypedItem<'question'>[]> {
  const wanted = toWords(text)
    .split(/(?= )/u)
    .filter((word) => word !== '');
  const found: TypedItem<'question'>[] = [];
  if (wanted.length === 0) return found;
  for await (const items of reader.pages('question')) {
    const questions = items.filter((item) => isOf('question', item));
    const ids = questions.flatMap(({ resource }) => resource.answers);
    const answers = await reader.items(ids.map((id) => ({ type: 'answer', id })));
    const texts = new Map(
      answers.map((item) => (isOf('answer', item) ? [item.id, item.resource.body.text] : ['', ''])),
    );
    for (const question of questions) {
      const { title, answers: own } = question.resource;
      const words = toWords([title, ...own.map((id) => texts.get(id) ?? '')].join(' '));
      if (wanted.every((word) => words.includes(word))) found.push(question);
      if (found.length === limit) return found;
    }
  }
  return found;
}
