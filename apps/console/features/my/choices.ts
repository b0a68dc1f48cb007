import type { components } from '../../api/contract.generated.ts';

type Schemas = components['schemas'];
export type Category = Schemas['Category'];
export type Channel = Schemas['Channel'];
export type Preference = Schemas['Preference'];
export type HoursWindow = Schemas['HoursWindow'];
export type Attempt = Schemas['AttemptSummary'];
export type MayContact = Schemas['Contacts']['mayContact'][number];
export type Contacts = Schemas['Contacts'];
export type Complaint = Schemas['Complaint'];

export const CHANNELS: readonly Channel[] = ['voice', 'sms', 'flash'];
export const CATEGORIES: readonly Category[] = [
  'loan',
  'insurance',
  'securities',
  'real-estate',
  'education',
  'healthcare',
  'retail',
  'travel',
  'telecom',
  'recruitment',
  'collection',
  'other',
];
export const DAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** In the order of `all`, with `one` put in or taken out. */
export const toggled = <One>(all: readonly One[], some: readonly One[], one: One): readonly One[] =>
  all.filter((each) => (each === one ? !some.includes(each) : some.includes(each)));

/** An empty list of the contract narrows nothing: all of them. */
export const widened = <One>(all: readonly One[], some: readonly One[]): readonly One[] =>
  some.length === 0 ? all : some;
/** And back: all of them are written as none. */
export const narrowed = <One>(all: readonly One[], some: readonly One[]): One[] =>
  some.length === all.length ? [] : [...some];
