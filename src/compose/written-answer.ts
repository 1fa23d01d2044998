/**
 * Takes an answer apart where it is canonical JSON (RFC 8785), without parsing it: members are in alphabetical order and nothing stands
 * between them, and within a string every quote is escaped, so what is looked for here cannot be part of a string.
 */

/** The members of an answer that are shown, as they are written. */
export interface WrittenAnswer {
  readonly attribution: string;
  readonly html: string;
  readonly text: string;
  /** Between the brackets. */
  readonly recommendations: string;
  readonly seekCare: string;
}

const START = '{"attribution":';
const BODY = ',"body":{"html":';
const TEXT = ',"text":';
const ID = '},"id":"';
const QUESTION = '","question":"';
const RECOMMENDATIONS = '","recommendations":[';
const SEEK_CARE = '],"seekCare":[';
const END = '],"type":"answer"}';

/** Undefined when there is any other member than these, or none where one should be: then it has to be parsed. */
export function cutAnswer(json: string): WrittenAnswer | undefined {
  const body = json.indexOf(BODY);
  const text = json.indexOf(`"${TEXT}"`, body + BODY.length + 1) + 1;
  const id = json.indexOf(`"${ID}`, text + TEXT.length + 1) + 1;
  if (!json.startsWith(START) || !json.endsWith(END) || body === -1 || text === 0 || id === 0) return undefined;
  const question = json.indexOf('"', id + ID.length);
  if (!json.startsWith(QUESTION, question)) return undefined;
  const recommendations = json.indexOf('"', question + QUESTION.length);
  if (!json.startsWith(RECOMMENDATIONS, recommendations)) return undefined;
  const begin = recommendations + RECOMMENDATIONS.length;
  const seekCare = json.indexOf(SEEK_CARE, begin);
  if (seekCare === -1) return undefined;
  return {
    attribution: json.slice(START.length, body),
    html: json.slice(body + BODY.length, text),
    text: json.slice(text + TEXT.length, id),
    recommendations: json.slice(begin, seekCare),
    seekCare: json.slice(seekCare + SEEK_CARE.length, -END.length),
  };
}

const string = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const anchor = String.raw`\{"end":(\d+),"exact":(${string}),"prefix":(${string}),"start":(\d+),"suffix":(${string})\}`;
const recommendation = new RegExp(
  String.raw`(?:^|,)\{"anchor":${anchor},"exercise":"([^"\\]+)","purpose":(${string}|null),"timing":(${string}|null)\}`,
  'y',
);
const seekCare = new RegExp(String.raw`(?:^|,)\{"anchor":${anchor},"when":(${string}|null)\}`, 'y');

const toAnchor = ([, end, exact, prefix, start, suffix]: RegExpExecArray) =>
  `{"exact":${exact},"prefix":${prefix},"suffix":${suffix},"start":${start},"end":${end}}`;

/** What `write` makes of each item of a list; undefined when one of them has another form. */
function writeEach(list: string, item: RegExp, write: (match: RegExpExecArray) => string): string | undefined {
  const written: string[] = [];
  item.lastIndex = 0;
  for (let at = 0; at < list.length; at = item.lastIndex) {
    const match = item.exec(list);
    if (match === null) return undefined;
    const text = write(match);
    if (text !== '') written.push(text);
  }
  return written.join();
}

/** Recommendations as an article shows them. `writeExercise` gives the exercise of an id, nothing to leave its recommendation out. */
export const writeRecommendations = (list: string, writeExercise: (id: string) => string | undefined) =>
  writeEach(list, recommendation, (match) => {
    const [, , , , , , id = '', purpose, timing] = match;
    const exercise = writeExercise(id);
    if (exercise === undefined) return '';
    return `{"exercise":${exercise},"purpose":${purpose},"timing":${timing},"anchor":${toAnchor(match)}}`;
  });

/** Advice to see a professional as an article shows it. */
export const writeSeekCare = (list: string) =>
  writeEach(list, seekCare, (match) => `{"when":${match[6]},"anchor":${toAnchor(match)}}`);
