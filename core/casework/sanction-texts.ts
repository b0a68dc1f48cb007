import type { InstantMs } from '@wurao/domain';
import { dayText, type TellLanguage } from './case-texts.ts';
import type { CaseSanctionKind } from './sanction-kinds.ts';

type Said = Readonly<Record<TellLanguage, string>>;

/** {target}, {amount}, {allowance} and {clause} are filled in. */
const IMPOSED: Readonly<Record<CaseSanctionKind, Said>> = {
  restrict: { zh: '{target}不得新增线路和码号', en: '{target} gets no new lines or numbers' },
  cap: { zh: '{target}每日外呼和发送限{allowance}次', en: '{target} may make {allowance} attempts a day' },
  suspend: { zh: '{target}暂停使用', en: '{target} is suspended' },
  correction: { zh: '责令{target}限期改正', en: '{target} is ordered to put it right' },
  warning: { zh: '对{target}予以警告', en: '{target} is warned' },
  fine: { zh: '对{target}处以{amount}元罚款', en: '{target} is fined {amount} yuan' },
  publication: { zh: '对{target}的违规行为予以公告', en: 'The breach by {target} is published' },
  'bad-list': {
    zh: '{target}列入电信业务经营不良名单',
    en: '{target} is entered in the bad list of telecommunications',
  },
  revoke: { zh: '吊销{target}的使用许可', en: 'The licence of {target} is revoked' },
  reclaim: { zh: '收回码号{target}', en: 'The number {target} is reclaimed' },
};

export const SANCTION_TELL_EVENTS = [
  'noticed',
  'imposed',
  'dropped',
  'appealed',
  'upheld',
  'overturned',
  'lifted',
  'lapsed',
] as const;
export type SanctionTellEvent = (typeof SANCTION_TELL_EVENTS)[number];

/** {what}: the sanction, as above; {id}: its number. */
const EVENTS: Readonly<Record<SanctionTellEvent, Said>> = {
  noticed: {
    zh: '拟作出处置{id}：{what}。依据：{clause}。您可以在生效前陈述和申辩。',
    en: 'Sanction {id} is intended: {what}. By: {clause}. You may state your case before it comes into force.',
  },
  imposed: {
    zh: '已作出处置{id}：{what}。依据：{clause}。您可以提出申诉。',
    en: 'Sanction {id} is in force: {what}. By: {clause}. You may appeal.',
  },
  dropped: { zh: '拟作出的处置{id}已取消。', en: 'Sanction {id}, which was intended, is dropped.' },
  appealed: {
    zh: '对处置{id}的申诉已受理；复核期间处置继续有效。',
    en: 'Your appeal against sanction {id} has been received; it stays in force meanwhile.',
  },
  upheld: { zh: '经复核，维持处置{id}。', en: 'After the appeal, sanction {id} stands.' },
  overturned: {
    zh: '经复核，撤销处置{id}，视为自始未作出。',
    en: 'After the appeal, sanction {id} is overturned, as if it had never been imposed.',
  },
  lifted: { zh: '处置{id}已解除。', en: 'Sanction {id} is lifted.' },
  lapsed: { zh: '处置{id}期限届满，已失效。', en: 'The term of sanction {id} is over.' },
};

/** Where the event has a day: when it comes into force, until when it lasts, by when the appeal is decided. */
const DAYS: Readonly<Partial<Record<SanctionTellEvent, Said>>> = {
  noticed: { zh: '最早于{day}之后生效。', en: 'It comes into force after {day} at the earliest.' },
  imposed: { zh: '有效期于{day}届满。', en: 'It ends on {day}.' },
  appealed: { zh: '我们将于{day}(含当日)前作出决定。', en: 'We decide it by the end of {day}.' },
  upheld: { zh: '有效期于{day}届满。', en: 'It ends on {day}.' },
};

export interface SanctionTellFacts {
  readonly id: string;
  readonly kind: CaseSanctionKind;
  /** As the party knows it: a number, a name. */
  readonly target: string;
  readonly clauseTitle: Said;
  readonly perDay: number | undefined;
  readonly amountYuan: number | undefined;
  /** The first instant after the day to be named: the notice or the appeal is due, the term ends. Undefined: no day is named. */
  readonly dayEndsMs: InstantMs | undefined;
}

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (slot, name: string) => values[name] ?? slot);

/** What the sanctioned party is told. */
export const sanctionText = (event: SanctionTellEvent, language: TellLanguage, facts: SanctionTellFacts): string => {
  const { id, kind, target, clauseTitle, perDay, amountYuan, dayEndsMs } = facts;
  const words = { id, target, clause: clauseTitle[language], allowance: `${perDay}`, amount: `${amountYuan}` };
  const what = filled(IMPOSED[kind][language], words);
  const day = DAYS[event];
  const dated = day && dayEndsMs !== undefined ? filled(day[language], { day: dayText(dayEndsMs, language) }) : '';
  const sentences = [filled(EVENTS[event][language], { ...words, what }), dated].filter((one) => one !== '');
  return sentences.join(language === 'zh' ? '' : ' ');
};
