import type { DisclaimerDetail } from '../schemas/disclaimer-detail.js';
import { toDisclaimer } from './members.js';
import { type Published, Shown } from './shown.js';

export function composeDisclaimer(version: Published<'disclaimer'>): DisclaimerDetail {
  return { ...toDisclaimer(version.resource), ...new Shown(version).stamps() };
}
