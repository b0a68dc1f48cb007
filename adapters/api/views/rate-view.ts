import { type ComplaintFinding, type CountWindow, dayAt, dayName } from '@wurao/casework';
import type { PreviewWish, RateLook, RatePreview } from '../rates-port.ts';
import { instantText, type WireRecord } from './wire-form.ts';

const windowView = ({ by, days, fromMs, toMs }: CountWindow): WireRecord => ({
  by,
  days,
  from: instantText(fromMs),
  to: instantText(toMs),
});

/** `withComplaints`: for staff; a carrier learns that its line was found, not who complained. */
export const rateFindingView = ({ kind, subject, evidence }: ComplaintFinding, withComplaints: boolean): WireRecord => {
  const { window, province, complaintIds, ...figures } = evidence;
  return {
    kind,
    subject,
    ...figures,
    ...(province === undefined ? {} : { province }),
    window: windowView(window),
    ...(withComplaints ? { complaintIds } : {}),
  };
};

export const rateLookView = ({ countedMs, law, windows, findings }: RateLook, withComplaints: boolean): WireRecord => ({
  countedAt: instantText(countedMs),
  law,
  windows: windows.map(windowView),
  findings: findings.map((finding) => rateFindingView(finding, withComplaints)),
});

const DAY_MS = 86_400_000;

export const ratePreviewView = (
  { complaints, attempts }: PreviewWish,
  { fromMs, toMs, preview }: RatePreview,
): WireRecord => ({
  from: instantText(fromMs),
  to: instantText(toMs),
  threshold: { complaints, attempts },
  ...preview,
  rows: preview.rows.map(({ foundAfterDay, ...row }) => ({
    ...row,
    ...(foundAfterDay === undefined ? {} : { foundOn: dayName(dayAt(fromMs + foundAfterDay * DAY_MS)) }),
  })),
});
