import {
  type ComplaintFinding,
  type CountableComplaint,
  findComplaints,
  type LineTrend,
  lineStandings,
  MS_PER_DAY,
  onPresentLines,
  type PresentLine,
  previewSpan,
  previewTest,
  previewThreshold,
  type RateStanding,
  subjectDays,
  subjectsIn,
  type ThresholdPreview,
  TREND_DAYS,
  trendSpan,
  type WindowCounts,
  windowsAt,
} from '@wurao/casework';
import { asId, type InstantMs, type LineClass, type LineId, type ProvinceKeys } from '@wurao/domain';
import type { JournalArchive } from '@wurao/journal';
import type { LawPack } from '@wurao/law';

/** What rates are made of, as it goes to the archive's thread. */
export interface RateQuestion {
  /** Without its numbering plan: that is not data. */
  readonly law: LawPack;
  readonly nowMs: InstantMs;
  /** All that may count since the first window began, and the rule's days of habit before it. */
  readonly complaints: readonly CountableComplaint[];
  readonly lines: readonly PresentLine[];
  readonly provinces: ProvinceKeys;
}

export interface RateAnswer {
  readonly windows: readonly WindowCounts[];
  readonly findings: readonly ComplaintFinding[];
  readonly standings: readonly RateStanding[];
  readonly trends: readonly LineTrend[];
}

/** Provinces that have thresholds of their own: of the others nobody asks where an attempt went. */
const provincesApart = (law: LawPack): readonly string[] =>
  Object.entries(law.provinces ?? {}).flatMap(([code, { thresholds = [] }]) => (thresholds.length > 0 ? [code] : []));

/** From when complaints are needed. */
export const complaintsSince = (law: LawPack, nowMs: InstantMs): InstantMs =>
  Math.min(trendSpan(nowMs, law.zoneMinutes).fromMs, ...windowsAt(law, nowMs).map(({ fromMs }) => fromMs)) -
  (law.complaintRates?.habitual.days ?? 0) * MS_PER_DAY;

/** Of the lines that there are complaints about. */
const lineTrends = async (
  archive: Pick<JournalArchive, 'attemptTallies'>,
  { law, nowMs, lines, provinces }: RateQuestion,
  present: readonly CountableComplaint[],
): Promise<readonly LineTrend[]> => {
  const rule = law.complaintRates;
  if (rule === undefined) return [];
  const { fromMs, toMs } = trendSpan(nowMs, law.zoneMinutes);
  const subjects = subjectsIn(present, { fromMs, toMs }).filter(({ kind }) => kind === 'line');
  const asked = { fromMs, toMs, everyMs: MS_PER_DAY, subjects, lines, provincesApart: [], provinces };
  const attempts = await archive.attemptTallies(asked);
  return subjectDays(present, attempts, { fromMs, days: TREND_DAYS, habitual: rule.habitual }).flatMap(
    ({ subject, days }) => (subject.kind === 'line' ? [{ line: asId<LineId>(subject.id), fromMs, days }] : []),
  );
};

/** One pass of the journal for each window and one for the days, then the law's thresholds. */
export const findRates = async (
  archive: Pick<JournalArchive, 'attemptTallies'>,
  question: RateQuestion,
): Promise<RateAnswer> => {
  const { law, nowMs, complaints, lines, provinces } = question;
  const present = onPresentLines(complaints, lines);
  const windows: WindowCounts[] = [];
  for (const window of law.complaintRates === undefined ? [] : windowsAt(law, nowMs)) {
    const subjects = subjectsIn(present, window);
    const { fromMs, toMs } = window;
    const span = { fromMs, toMs, everyMs: undefined, provincesApart: provincesApart(law), provinces };
    windows.push({ ...window, attempts: await archive.attemptTallies({ ...span, subjects, lines }) });
  }
  return {
    windows,
    findings: findComplaints(law, present, windows),
    standings: lineStandings(law, present, windows),
    trends: await lineTrends(archive, question, present),
  };
};

export interface PreviewQuestion extends RateQuestion {
  readonly threshold: { readonly complaints: number; readonly attempts: number };
  readonly days: number;
  readonly lineClass: LineClass | undefined;
}

export interface PreviewAnswer {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  readonly preview: ThresholdPreview;
}

/** Whole days of China, the last of them over. Undefined: the law judges no rates. */
export const previewRates = async (
  archive: Pick<JournalArchive, 'attemptTallies'>,
  { law, nowMs, complaints, lines, provinces, threshold, days, lineClass }: PreviewQuestion,
): Promise<PreviewAnswer | undefined> => {
  const rule = law.complaintRates;
  if (rule === undefined) return undefined;
  const { fromMs, toMs } = previewSpan(nowMs, days, law.zoneMinutes);
  const asked = lineClass === undefined ? lines : lines.filter((line) => line.class === lineClass);
  const present = onPresentLines(complaints, asked);
  const attempts = await archive.attemptTallies({
    fromMs,
    toMs,
    everyMs: MS_PER_DAY,
    subjects: subjectsIn(present, { fromMs, toMs }),
    lines: asked,
    provincesApart: [],
    provinces,
  });
  const subjects = subjectDays(present, attempts, { fromMs, days, habitual: rule.habitual });
  return { fromMs, toMs, preview: previewThreshold(subjects, previewTest(rule, threshold, days)) };
};
