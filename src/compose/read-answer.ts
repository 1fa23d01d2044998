import type { Answer } from '../schemas/answer.js';
import type { Published } from './shown.js';
import { cutAnswer, type WrittenAnswer } from './written-answer.js';

/* Little of an answer is taken out of its JSON, where that is at hand: to parse all of it costs many times as much. */

/** What can be shown as it is written; undefined when the answer has to be parsed. */
export const readWritten = ({ body }: Pick<Published<'answer'>, 'body'>): WrittenAnswer | undefined =>
  body === undefined ? undefined : cutAnswer(body);

export function readAttribution(answer: Published<'answer'>): Answer['attribution'] {
  const written = readWritten(answer);
  return written ? JSON.parse(written.attribution) : answer.resource.attribution;
}

export function readText(answer: Published<'answer'>): string {
  const written = readWritten(answer);
  return written ? JSON.parse(written.text) : answer.resource.body.text;
}
