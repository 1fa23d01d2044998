import MarkdownIt from 'markdown-it';
import { type Fault, FaultsError } from './faults.js';
import { normaliseMarkdown } from './markdown.js';
import { locateIn, readYaml } from './read-yaml.js';
import { fileFault, type Locate, refuse, type SourceEntry } from './source-text.js';

const markdown = new MarkdownIt('commonmark', { maxNesting: 1000 });
markdown.core.ruler.disable('inline');

interface Section {
  readonly id: string;
  readonly line: number;
  readonly body: string;
  /** The line of the file that `body` begins at. */
  readonly bodyLine: number;
}

export function hasFrontMatter(text: string): boolean {
  return /^---[ \t]*\r?\n/.test(text);
}

/** A question from its Markdown file: front matter, then one section for each answer under a heading `# answer-id`. */
export function readMarkdown(raw: string, file: string): SourceEntry {
  const text = raw.replace(/\r\n?/g, '\n');
  const opening = /^---[ \t]*\n/.exec(text)?.[0];
  if (opening === undefined) {
    return refuse(
      file,
      1,
      'front-matter',
      'A question begins with front matter: a line `---`, its members in YAML, and another line `---`.',
    );
  }
  const closing = /^---[ \t]*$/m.exec(text.slice(opening.length));
  if (closing === null)
    return refuse(file, 1, 'front-matter', 'The front matter is never closed: end it with a line `---`.');
  const frontMatter = text.slice(opening.length, opening.length + closing.index);
  const value = readYaml(frontMatter, file, 2);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(file, 2, 'front-matter', 'The front matter must be a list of members such as `id: knee-pain`.');
  }
  const rest = text.slice(opening.length + closing.index + closing[0].length + 1);
  const { sections, faults } = readSections(rest, frontMatter.split('\n').length + 2, file);
  const answers = 'answers' in value && Array.isArray(value.answers) ? value.answers : [];
  const locate = locateWith(locateIn(frontMatter, 2), answers, sections);
  const joined = {
    type: 'question',
    ...value,
    ...('answers' in value ? { answers: joinBodies(value.answers, sections, file, locate, faults) } : {}),
  };
  if (faults.length > 0) throw new FaultsError(faults);
  return { file, value: joined, locate };
}

function readSections(
  text: string,
  firstLine: number,
  file: string,
): { sections: readonly Section[]; faults: Fault[] } {
  const lines = text.split('\n');
  const headings = markdown
    .parse(text, {})
    .flatMap((token, index, tokens) =>
      token.type === 'heading_open' &&
      token.tag === 'h1' &&
      token.level === 0 &&
      token.markup === '#' &&
      token.map !== null
        ? [{ line: token.map[0], id: tokens[index + 1]?.content ?? '' }]
        : [],
    );
  const faults: Fault[] = [];
  const before = lines.slice(0, headings[0]?.line ?? lines.length);
  const stray = before.findIndex((line) => line.trim() !== '');
  if (stray !== -1) {
    faults.push(
      fileFault(
        file,
        firstLine + stray,
        'stray-text',
        'This text belongs to no answer: put a heading `# ` with the id of its answer above it.',
      ),
    );
  }
  const sections = headings.map(({ line, id }, index): Section => {
    const content = lines.slice(line + 1, headings[index + 1]?.line ?? lines.length);
    const blank = content.findIndex((next) => next.trim() !== '');
    return {
      id,
      line: firstLine + line,
      body: normaliseMarkdown(content.join('\n')),
      bodyLine: firstLine + line + 1 + Math.max(0, blank),
    };
  });
  sections.forEach(({ id, line }, index) => {
    if (sections.findIndex((section) => section.id === id) < index) {
      faults.push(
        fileFault(file, line, 'duplicate-section', `The answer “${id}” has two sections: there must be one.`),
      );
    }
  });
  return { sections, faults };
}

function joinBodies(
  answers: unknown,
  sections: readonly Section[],
  file: string,
  locate: Locate,
  faults: Fault[],
): unknown {
  if (!Array.isArray(answers)) return answers;
  const bodies = new Map(sections.map((section) => [section.id, section]));
  const joined = answers.map((answer: unknown, index) => {
    const id = idOf(answer);
    if (typeof answer !== 'object' || answer === null || id === undefined) return answer;
    if ('body' in answer) {
      faults.push(
        fileFault(
          file,
          locate(`/answers/${index}/body`),
          'body',
          'The text of an answer stands below the front matter, not in it.',
        ),
      );
    }
    const section = bodies.get(id);
    bodies.delete(id);
    if (section !== undefined) return { ...answer, body: section.body };
    faults.push(
      fileFault(
        file,
        locate(`/answers/${index}/id`),
        'missing-section',
        `The answer “${id}” has no text: add a heading \`# ${id}\` and its text below.`,
      ),
    );
    return answer;
  });
  for (const { id, line } of bodies.values()) {
    faults.push(
      fileFault(
        file,
        line,
        'unknown-section',
        `“${id.slice(0, 100)}” is not the id of an answer in the front matter. (Headings inside an answer begin with \`## \`.)`,
      ),
    );
  }
  return joined;
}

function locateWith(inFrontMatter: Locate, answers: readonly unknown[], sections: readonly Section[]): Locate {
  return (pointer, line = 1) => {
    const index = /^\/answers\/(\d+)\/body$/.exec(pointer)?.[1];
    const id = index === undefined ? undefined : idOf(answers[Number(index)]);
    const section = sections.find((candidate) => candidate.id === id);
    return section === undefined || id === undefined ? inFrontMatter(pointer) : section.bodyLine + line - 1;
  };
}

function idOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string'
    ? answer.id
    : undefined;
}
