import type { Random } from './random.js';
import * as words from './words.js';

/** What a text is about. */
export interface Subject {
  readonly part: string;
  readonly complaint: string;
  readonly activity: string;
}

type Make = (about: Subject, random: Random) => string;
type Makes = readonly [Make, ...Make[]];

/** Some of the lists are drawn from evenly, those of subjects by popularity. */
const any = (random: Random, list: readonly [string, ...string[]]) => random.pick(list);
const popular = (random: Random, list: readonly [string, ...string[]]) => list[random.zipf(list.length)] ?? list[0];

export function drawSubject(random: Random): Subject {
  return {
    part: popular(random, words.parts),
    complaint: popular(random, words.complaints),
    activity: popular(random, words.activities),
  };
}

const titles: Makes = [
  ({ part, complaint, activity }) => `Is it normal to have ${part} ${complaint} after ${activity}?`,
  ({ part, complaint, activity }) => `Why do I get ${part} ${complaint} when I am ${activity}?`,
  ({ part, complaint }) => `What helps against ${complaint} in the ${part}?`,
  ({ part, complaint, activity }) => `Should I stop ${activity} with ${part} ${complaint}?`,
  ({ part, complaint }) => `How long does ${part} ${complaint} last?`,
  ({ part, activity }) => `Which exercises protect the ${part} while ${activity}?`,
  ({ part, complaint }, random) => `Can ${any(random, words.causes)} lead to ${part} ${complaint}?`,
  ({ part, complaint }, random) => `When should ${any(random, words.people)} worry about ${part} ${complaint}?`,
];

const sentences: Makes = [
  ({ part, complaint, activity }) => `Some ${complaint} in the ${part} after ${activity} is common and often harmless.`,
  (_, random) => `The usual reason is ${any(random, words.causes)}, often together with ${any(random, words.causes)}.`,
  ({ part }, random) => `In ${any(random, words.people)}, the ${part} needs a few weeks to get used to new work.`,
  (_, random) =>
    `I tell my patients to change one thing at a time, and to wait ${2 + random.below(5)} days before the next.`,
  ({ activity }, random) =>
    `You need not give up ${activity}: do ${20 + 10 * random.below(6)} percent less for a while.`,
  (_, random) => `What I see most in practice is ${any(random, words.causes)}.`,
  ({ complaint }) => `Write down when the ${complaint} begins, what you did before it, and what makes it better.`,
  ({ part }) => `A **warm ${part}** moves better than a cold one, so begin slowly.`,
  (_, random) => `Studies of ${any(random, words.people)} point the same way, though most of them are small.`,
  (_, random) =>
    `The ${words.inventedName(random.zipf(4096))} protocol, made up for this text, is one plan of this kind.`,
  ({ part, activity }) => `While ${activity}, keep the ${part} in line with the movement and don't force it.`,
  ({ complaint }, random) =>
    `If the ${complaint} is below ${3 + random.below(3)} of 10 and gone the next morning, carry on.`,
  () => `Ice or heat may feel good, but neither changes the *cause*.`,
  ({ part, complaint }) => `Rest alone seldom cures ${complaint}; a stronger ${part} does.`,
  (_, random) => `That's different in ${any(random, words.people)}, who often take longer.`,
  ({ part }, random) => `The tissue of the ${part} adapts over ${4 + random.below(12)} weeks, not over a weekend.`,
  ({ activity }) => `Good sleep, enough food and shorter sessions of ${activity} do more than any gadget.`,
  (_, random) =>
    `There is more on [the pages of the made-up clinic](https://clinic.example/${words.inventedName(random.zipf(4096)).toLowerCase()}).`,
  ({ part, complaint }, random) =>
    `Of a hundred people with ${part} ${complaint}, some ${60 + random.below(35)} are well within three months.`,
  () => `Nobody can tell from a few lines what is going on in your case.`,
];

const exerciseAdvice: readonly [Exercise, ...Exercise[]] = [
  (name, timing, purpose) => `Try the ${name}: ${timing}, ${purpose}.`,
  (name, timing, purpose) => `The ${name} is worth a trial ${purpose}: ${timing}.`,
  (name, timing) => `Do the ${name} ${timing}.`,
];
type Exercise = (name: string, timing: string, purpose: string) => string;

const seekCare: Makes = [
  (_, random) => `See ${any(random, words.doctors)} if ${any(random, words.signs)}.`,
  ({ part }, random) => `Have the ${part} looked at by ${any(random, words.doctors)} when ${any(random, words.signs)}.`,
  (_, random) => `Do not wait, and call ${any(random, words.doctors)}, if ${any(random, words.signs)}.`,
];

export const writeTitle = (about: Subject, random: Random) => random.pick(titles)(about, random);
export const writeSentence = (about: Subject, random: Random) => random.pick(sentences)(about, random);
export const writeSeekCare = (about: Subject, random: Random) => random.pick(seekCare)(about, random);

/** A recommendation in words, with what it says in short. */
export function writeAdvice(name: string, random: Random) {
  const timing = any(random, words.timings);
  const purpose = any(random, words.purposes);
  return { timing, purpose, sentence: random.pick(exerciseAdvice)(name.toLowerCase(), timing, purpose) };
}
