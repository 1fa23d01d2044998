import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createKey } from '../../src/keys/issue.js';
import type { Limits } from '../../src/limits/limits.js';
import { createLocalLimits } from '../../src/limits/local.js';
import { openApp } from '../support/app.js';
import { compile } from './compile.js';

const folder = fileURLToPath(new URL('../../docs/guides', import.meta.url));
const guides = readdirSync(folder).map((file) => ({
  name: file.replace(/\.md$/, ''),
  text: readFileSync(join(folder, file), 'utf8'),
}));

/** The blocks of a language, one after another: a guide's code is one program. */
const codeIn = (text: string, language: string) =>
  [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].flatMap(([, info, code = '']) =>
    info === language ? [code] : [],
  );

/** What the program of a guide prints. */
const printed: Readonly<Record<string, readonly RegExp[]>> = {
  'show-an-article': [
    /<h1>Is it normal to have knee pain after running\?<\/h1>/,
    /<h2>Wendy Batts<\/h2>/,
    /See a professional: If pain is severe or persists/,
    /<footer>Important: This content reflects information/,
  ],
  'keep-a-copy': [
    /The copy equals revision 1\./,
    /Is it normal to have knee pain after running\? Important:/,
    /sync again at \d{4}-/,
    /^\d+ resources, whole$/m,
  ],
  'build-an-integration': [
    /^1 of 1 a second are left$/m,
    /^429: again in 1 s$/m,
    /\[ 'Is it normal to have knee pain after running\?' \]/,
    /400 https:\/\/second-opinion\.dev\/problems\/invalid-request\nlimit /,
    /^200 304$/m,
  ],
  stability: [/^No end is announced\.$/m],
};

t.test('every guide is served, and leads to the others by addresses of the site', async (t) => {
  const { get } = await openApp(t, { publish: null });
  for (const { name, text } of guides) {
    const { statusCode, body } = await get(`/docs/guides/${name}`);
    t.equal(statusCode, 200, name);
    t.match(body, `<h1 id=`, name);
    t.ok(body.includes(`<title>${text.split('\n')[0]?.slice(2)} · `), name);
    t.notMatch(body, /href="[^"]*\.md/, name);
    t.ok((await get('/docs/guides')).body.includes(`/docs/guides/${name}"`), name);
  }
});

t.test('the code of the guides compiles under --strict and does what it says', async (t) => {
  const clock = { now: 0 };
  const memory = createLocalLimits({ now: () => clock.now });
  const limits: Limits = {
    ...memory,
    // Time passes only where it is waited for, so that the second request is always one too many.
    spend(...asked) {
      const spent = memory.spend(...asked);
      if (!spent.isAdmitted) clock.now += 1000;
      return spent;
    },
  };
  const { listen, keys } = await openApp(t, { settings: { KEY_LIMITS: 'second=1' }, limits });
  const { text: key } = await createKey(keys, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  const origin = await listen();
  const modules = Object.fromEntries(
    guides.flatMap(({ name, text }) => {
      const blocks = codeIn(text, 'ts');
      return blocks.length > 0 ? [[name, blocks.join('\n').replaceAll('http://127.0.0.1:3000', origin)]] : [];
    }),
  );
  t.same(Object.keys(modules).sort(), Object.keys(printed).sort());
  const highlight = guides.flatMap(({ text }) => codeIn(text, 'ts browser')).join('\n');
  const { faults, run } = compile(join(t.testdir({}), 'guides'), {
    ...modules,
    browser: `${highlight}export { highlight };\n`,
  });
  t.same(faults, []);
  for (const [name, patterns] of Object.entries(printed)) {
    const output = await run(name, { SECOND_OPINION_KEY: key });
    for (const pattern of patterns) t.match(output, pattern, name);
  }
});
