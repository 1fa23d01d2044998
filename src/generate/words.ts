/** The words that generated texts are made of. The first of a list come up most. */

export const parts = [
  'knee',
  'lower back',
  'shoulder',
  'hip',
  'neck',
  'ankle',
  'foot',
  'wrist',
  'elbow',
  'hamstring',
  'calf',
  'shin',
  'Achilles tendon',
  'upper back',
  'groin',
  'thigh',
  'heel',
  'forearm',
  'thumb',
  'jaw',
  'big toe',
  'shoulder blade',
  'pelvic floor',
  'tailbone',
  'rib cage',
] as const;

export const complaints = [
  'pain',
  'stiffness',
  'swelling',
  'soreness',
  'weakness',
  'cramp',
  'numbness',
  'clicking',
  'tingling',
  'instability',
  'burning',
  'fatigue',
  'tenderness',
  'bruising',
  'locking',
  'spasm',
] as const;

export const activities = [
  'running',
  'walking',
  'sitting all day',
  'lifting weights',
  'climbing stairs',
  'sleeping on one side',
  'cycling',
  'swimming',
  'gardening',
  'playing tennis',
  'dancing',
  'hiking downhill',
  'typing',
  'carrying a child',
  'yoga',
  'rowing',
  'football',
  'skiing',
  'jumping rope',
  'standing at work',
  'driving long distances',
  'playing the violin',
  'climbing',
  'painting a ceiling',
] as const;

export const causes = [
  'too much load too soon',
  'weak muscles around the joint',
  'a long time without movement',
  'an old injury',
  'shoes that no longer fit',
  'a sudden change of surface',
  'poor sleep',
  'a habit of posture',
  'an irritated tendon',
  'tired hip muscles',
  'a stiff joint nearby',
  'a training plan without rest days',
  'cold muscles',
  'an uneven stride',
  'stress',
  'dehydration',
] as const;

export const people = [
  'most adults',
  'many beginners',
  'people over fifty',
  'office workers',
  'new parents',
  'recreational athletes',
  'people who return after a break',
  'teenagers who still grow',
  'nurses and others who stand a lot',
  'people with desk jobs',
] as const;

export const signs = [
  'the pain wakes you at night',
  'you cannot put weight on it',
  'it is hot, red and swollen',
  'you have a fever as well',
  'the feeling in your skin changes',
  'it gives way under you',
  'it follows a fall or a blow',
  'you lose weight without wanting to',
  'it is worse every week',
  'both sides are affected at once',
  'you lose control of your bladder',
  'it has not improved after six weeks',
] as const;

export const doctors = [
  'a doctor',
  'your physician',
  'a physiotherapist',
  'a sports doctor',
  'an orthopaedic surgeon',
  'an urgent care clinic',
] as const;

export const timings = [
  'two sets of ten, every other day',
  'once a day for two weeks',
  'three times a week',
  'five slow breaths on each side',
  'after a warm-up of ten minutes',
  'in the evening, for two minutes',
  'ten times before you get up',
  'twice a day while it is sore',
  'on days without training',
  'for thirty seconds, three times',
] as const;

export const purposes = [
  'to take load off the joint',
  'to make the muscles around it stronger',
  'to move more freely',
  'to calm it down',
  'to keep your balance',
  'to prepare for longer distances',
  'to sleep better',
  'to prevent the next episode',
] as const;

export const specialties = [
  'Physiotherapy',
  'Sports medicine',
  'Orthopaedics',
  'Rheumatology',
  'General practice',
  'Exercise science',
  'Podiatry',
  'Occupational therapy',
  'Neurology',
] as const;

export const firstNames = [
  'Ada',
  'Ben',
  'Cora',
  'Dev',
  'Elif',
  'Femi',
  'Greta',
  'Hugo',
  'Ines',
  'Jun',
  'Kofi',
  'Lena',
  'Mira',
  'Nils',
  'Omar',
  'Pia',
] as const;

const syllables = [
  'vel',
  'mo',
  'ra',
  'tis',
  'ken',
  'lo',
  'bar',
  'nu',
  'sol',
  'di',
  'fen',
  'gu',
  'hal',
  'pri',
  'zan',
  'te',
];

/** A name that nobody has, as far as we know: three syllables by a number. */
export function inventedName(number: number): string {
  const { length } = syllables;
  const syllable = (place: number) => syllables[Math.floor(number / length ** place) % length] ?? '';
  const name = syllable(0) + syllable(1) + syllable(2);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
