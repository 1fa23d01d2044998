const MAX_SHOWN = 200_000;
const notice = document.getElementById('notice');

/** The list of contents is open beside a wide page, and closed above a narrow one. */
const contents = document.querySelector('.contents > details');
const wide = matchMedia('(min-width: 62rem)');
const fold = () => {
  if (contents) contents.open = wide.matches;
};
wide.addEventListener('change', fold);
fold();

/** What a link leads to is opened. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.scrollIntoView();
  target.querySelector('summary')?.focus({ preventScroll: true });
}
addEventListener('hashchange', reveal);
reveal();
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  // The same link a second time changes no hash.
  if (link && link.hash === location.hash) reveal();
});

function addCopyButton(block) {
  const code = block.querySelector('pre');
  if (!code) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy ${code.getAttribute('aria-label')}`);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      say('Copied.');
      button.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 2000);
    } catch {
      // No clipboard without a secure context: what is selected can be copied by hand.
      getSelection()?.selectAllChildren(code);
      say('Selected: copy it with the keyboard.');
    }
  });
  const label = element('span', code.getAttribute('aria-label').split(': ')[0]);
  label.ariaHidden = 'true';
  const bar = element('div', '', 'bar');
  bar.append(label, button);
  block.prepend(bar);
}

function say(text) {
  if (notice) notice.textContent = text;
}

/** The key of the reader: in the memory of this page and nowhere else. */
let key = '';
const keyed = [...document.querySelectorAll('[data-with-key]')].map((part) => ({
  part,
  without: part.textContent,
  withKey: part.dataset.withKey,
}));
const keyField = document.getElementById('key');
function takeKey() {
  key = keyField.value.trim().replace(/^Bearer\s+/i, '');
  for (const { part, without, withKey } of keyed) part.textContent = key === '' ? without : withKey;
}
keyField?.addEventListener('input', takeKey);
// A page that is left may be kept whole, to be shown again.
addEventListener('pagehide', () => {
  if (!keyField) return;
  keyField.value = '';
  takeKey();
});

/** The address that a form asks for; what was left empty is left out. */
function toAddress(form) {
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const [name, value] of new FormData(form)) {
    if (path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== '') query.append(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function toBlock(label, text) {
  const block = element('div', '', 'code');
  const pre = document.createElement('pre');
  pre.append(element('code', text));
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', label);
  block.append(pre);
  addCopyButton(block);
  return block;
}

function pretty(text, mediaType) {
  const shown = /[/+]json\b/.test(mediaType) && text !== '' ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}\n… (${shown.length} characters in all)` : shown;
}

async function readBody(response) {
  const mediaType = response.headers.get('content-type') ?? '';
  if (mediaType === '' || /^text\/|[/+](json|yaml)\b/.test(mediaType)) return pretty(await response.text(), mediaType);
  await response.body?.cancel();
  return `${response.headers.get('content-length')} bytes of ${mediaType}, which are not shown.`;
}

async function send(form) {
  const address = toAddress(form);
  const answer = form.querySelector('.answer');
  const button = form.querySelector('button[type="submit"]');
  const sendsKey = key !== '' && 'takesKey' in form.dataset;
  button.disabled = true;
  try {
    // Not from the browser's cache: what it keeps may have been asked for with another key, or none.
    const response = await fetch(address, {
      cache: 'no-store',
      headers: sendsKey ? { authorization: `Bearer ${key}` } : {},
    });
    const body = await readBody(response);
    const { status, ok } = response;
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    answer.replaceChildren(
      element('h5', `${status} ${ok ? 'answered' : 'refused'}`, ok ? 'good' : 'bad'),
      toBlock(
        'Request',
        `GET ${new URL(response.url).href}${sendsKey ? '\nAuthorization: Bearer $SECOND_OPINION_KEY' : ''}`,
      ),
      toBlock('Response body', body),
      toBlock('Response headers', headers),
    );
    say(`Answered with status ${status}.`);
  } catch (error) {
    answer.replaceChildren(element('h5', `No answer: ${error.message}`, 'bad'));
    say('No answer.');
  } finally {
    answer.hidden = false;
    button.disabled = false;
  }
}

for (const block of document.querySelectorAll('.code')) addCopyButton(block);
for (const form of document.querySelectorAll('form.try')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form);
  });
}
