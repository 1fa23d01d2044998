import { type Static, Type } from '@sinclair/typebox';
import { stamps } from './article.js';
import { Disclaimer } from './disclaimer.js';
import { PageOf } from './page.js';
import { ref } from './primitives.js';

export const DisclaimerDetail = Type.Object(
  { ...Disclaimer.properties, ...stamps },
  { $id: 'DisclaimerDetail', description: 'A disclaimer on its own.' },
);
export type DisclaimerDetail = Static<typeof DisclaimerDetail>;

export const DisclaimerList = PageOf('DisclaimerList', ref(DisclaimerDetail), 'A page of disclaimers.');
export type DisclaimerList = Static<typeof DisclaimerList>;
