import { useChanged } from '../../components/use-changed.ts';
import { KEPT } from './questions.ts';

/** Only what is on the screen is asked for again. Bases are not: they come by the million, and a list does not move under its reader. */
const ASKED = {
  case: [KEPT.cases],
  complaint: [KEPT.cases],
  inquiry: [KEPT.inquiries],
  obligation: [KEPT.obligations],
  pledge: [KEPT.pledges],
  sanction: [KEPT.sanctions, KEPT.figures],
  appeal: [KEPT.appeals],
  content: [KEPT.contents],
  line: [KEPT.lines],
  filing: [KEPT.filings],
  key: [KEPT.keys],
} as const;

/** What a page of the merchant shows is asked for again when it changed. */
export const useMerchantChanges = (): void => useChanged(ASKED);
