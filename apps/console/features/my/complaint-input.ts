import type { components } from '../../api/contract.generated.ts';
import { fieldOfInstant, instantOfField } from './china-clock.ts';
import { type Category, CHANNELS, type Channel, type Complaint } from './choices.ts';

export type ComplaintInput = components['schemas']['ComplaintInput'];

/** The form as it is filled in. */
export interface ComplaintDraft {
  readonly reported: string;
  readonly isHidden: boolean;
  readonly channel: Channel;
  /** As a field of date and time has it, by China's clock. */
  readonly at: string;
  readonly seconds: string;
  readonly text: string;
  readonly description: string;
  readonly category: Category | '';
}

export const EMPTY_DRAFT: ComplaintDraft = {
  reported: '',
  isHidden: false,
  channel: 'voice',
  at: '',
  seconds: '',
  text: '',
  description: '',
  category: '',
};

const SECOND_MS = 1_000;
const NOT_SHOWN = 'not shown';

const given = (field: string, value: string): Readonly<Record<string, string>> =>
  value.trim() === '' ? {} : { [field]: value.trim() };

/** What is left empty is left out: the answer names what is missing. */
export const inputOfDraft = (draft: ComplaintDraft): ComplaintInput => {
  const { reported, isHidden, channel, at, seconds, text, description, category } = draft;
  const instant = instantOfField(at);
  return {
    channel,
    ...(isHidden ? { reported: NOT_SHOWN } : given('reported', reported)),
    ...(instant === undefined ? {} : { at: instant }),
    ...(channel === 'voice' && seconds !== '' ? { durationMs: Math.round(Number(seconds) * SECOND_MS) } : {}),
    ...(channel === 'voice' ? {} : given('text', text)),
    ...given('description', description),
    ...(category === '' ? {} : { category }),
  };
};

/** A complaint on record as the form shows it. */
export const draftOf = ({
  reported,
  channel,
  at,
  durationMs,
  text,
  description,
  category,
}: Complaint): ComplaintDraft => ({
  reported: reported === NOT_SHOWN ? '' : (reported ?? ''),
  isHidden: reported === NOT_SHOWN,
  channel: CHANNELS.find((each) => each === channel) ?? 'voice',
  at: at === undefined ? '' : fieldOfInstant(at),
  seconds: durationMs === undefined ? '' : String(Math.round(durationMs / SECOND_MS)),
  text: text ?? '',
  description: description ?? '',
  category: category ?? '',
});

type Lack = 'reported' | 'channel' | 'at' | 'duration' | 'words';

/** What a complaint on record still lacks (`missingIn` of casework). */
export const missingIn = ({ reported, channel, at, durationMs, text, description }: Complaint): readonly Lack[] => {
  const lacks: Readonly<Record<Lack, boolean>> = {
    reported: !reported,
    channel: !channel,
    at: at === undefined,
    duration: channel === 'voice' && durationMs === undefined,
    words: !text && !description,
  };
  return (Object.keys(lacks) as Lack[]).filter((key) => lacks[key]);
};
