import t from 'tap';
import { findObjection, readAnnouncements, sayAnnouncement } from '../../scripts/contract/announcements.js';
import type { Break } from '../../scripts/contract/rules.js';

const gone: Break = { place: '#/components/schemas/Problem/properties/reason', rule: 'member-removed', what: '' };
const narrowed: Break = {
  place: '#/components/parameters/viewParameter/schema/enum',
  rule: 'enum-narrowed',
  what: '"full"',
};
const page = (...lines: string[]) =>
  ['# Announced changes', '- an item elsewhere', '', '## Announced', '', ...lines].join('\n');
const line = (one: Break, dates = 'Deprecation: 2027-01-31; Sunset: 2028-01-31') =>
  `- \`${one.place}\` ${one.rule}${one.what && ` ${one.what}`}; ${dates}; read \`detail\` instead.`;

t.test('a change that was announced is accepted from its Sunset on, and not before', async (t) => {
  const announced = readAnnouncements(page(line(gone), line(narrowed)));
  t.same(announced.faults, []);
  for (const one of [gone, narrowed]) {
    t.equal(findObjection(one, announced, '2028-01-31'), undefined);
    t.match(findObjection(one, announced, '2028-01-30'), /announced for 2028-01-31/);
  }
});

t.test('a change that nobody announced is refused, with the line that would announce it', async (t) => {
  const announced = readAnnouncements(page(line({ ...narrowed, what: '"summary"' })));
  const objection = findObjection(narrowed, announced, '2027-01-31') ?? '';
  t.match(objection, narrowed.place);
  t.ok(objection.includes(sayAnnouncement(narrowed, '2027-01-31')));
  const copied = readAnnouncements(page(sayAnnouncement(narrowed, '2027-01-31')));
  t.same(copied.faults, []);
  t.equal(findObjection(narrowed, copied, '2028-01-31'), undefined);
});

t.test('to deprecate needs an announcement, but no waiting', async (t) => {
  const deprecated: Break = { place: 'GET /v1/topics', rule: 'deprecated', what: 'true' };
  t.ok(findObjection(deprecated, readAnnouncements(page()), '2027-01-31'));
  t.equal(findObjection(deprecated, readAnnouncements(page(line(deprecated))), '2027-01-31'), undefined);
});

t.test('an announcement that is not one is refused', async (t) => {
  const wrong: Record<string, [string, RegExp]> = {
    'no dates': [`- \`${gone.place}\` member-removed; soon.`, /not of the form/],
    'nothing to do instead': [line(gone).replace(/; read.*/, '; '), /not of the form/],
    'a place without its ticks': [line(gone).replaceAll('`', ''), /not of the form/],
    'an unknown rule': [line(gone).replace('member-removed', 'member-gone'), /member-gone is no rule/],
    'a day that is none': [line(gone, 'Deprecation: 2027-02-30; Sunset: 2028-03-01'), /must be days/],
    'a date of another form': [line(gone, 'Deprecation: 1.2.2027; Sunset: 2028-03-01'), /must be days/],
    'less than twelve months': [line(gone, 'Deprecation: 2027-01-31; Sunset: 2028-01-30'), /2028-01-31 or later/],
    'a Sunset before': [line(gone, 'Deprecation: 2027-01-31; Sunset: 2026-01-31'), /2028-01-31 or later/],
  };
  for (const [what, [text, fault]] of Object.entries(wrong)) {
    const { announcements, faults } = readAnnouncements(page(text));
    t.same(announcements, [], what);
    t.match(faults, [/^openapi\/changes\.md:6: /], what);
    t.match(faults[0], fault, what);
  }
});
