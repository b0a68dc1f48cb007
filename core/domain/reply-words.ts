/**
 * What subscribers write who want no more, by language. A list with a reviewer behind it: each entry has a case in
 * `lab/vectors/replies.json`, and an entry without one fails the test. All are written as `foldReply` leaves them: half-width,
 * lower case, simplified; Han without spaces.
 */
interface ReplyWords {
  /** Nothing else than a no, whatever the last message offered: as the whole reply. */
  readonly always: readonly string[];
  /** Short, and a no by custom: as the whole reply, unless the last message offered it as a choice. */
  readonly keys: readonly string[];
  /** No to whatever was said last: as the whole reply, unless the last message offered any choice. */
  readonly soft: readonly string[];
  /** Nothing else than a no wherever it stands in a short reply, unless what stands before denies it. */
  readonly phrases: readonly string[];
}

export const REPLY_LANGUAGES = ['zh', 'en'] as const;
export type ReplyLanguage = (typeof REPLY_LANGUAGES)[number];

/** TD, QX and JS are the initials of 退订, 取消 and 拒收 in pinyin, as messages themselves ask for. */
const ZH: ReplyWords = {
  always: ['td', 'tuiding', 'jushou', '退定', '退丁', '滚', '滚蛋', '滚开', '退', '拒'],
  keys: ['t', 'r', 'n', 'qx', 'js'],
  soft: ['取消', '不要', '不用', '不需要', '不感兴趣', '没兴趣', '没有兴趣', '谢绝', '拒绝', '不同意'],
  phrases: [
    '退订',
    '拒收',
    '取消订阅',
    '取消推送',
    '取消短信',
    '退出订阅',
    '不要再发',
    '别再发',
    '不要发了',
    '别发了',
    '不要给我发',
    '别给我发',
    '不要再给我',
    '别再给我',
    '再发就',
    '停止发送',
    '停止推送',
    '停止接收',
    '拒绝接收',
    '不再接收',
    '不愿接收',
    '不想接收',
    '不想收到',
    '不想再收到',
    '不要再打',
    '别再打',
    '不要再联系',
    '别再联系',
    '不要联系我',
    '别联系我',
    '请勿打扰',
    '不要打扰',
    '别打扰',
    '不要骚扰',
    '别骚扰',
    '停止骚扰',
    '再骚扰',
    '拉黑',
    '把我删',
    '删除我的号码',
    '删掉我的号码',
  ],
};

const EN: ReplyWords = {
  always: ['stop', 'stopall', 'stopit', 'unsub', 'unsubscribe', 'optout', 'removeme'],
  keys: [],
  soft: ['no', 'nope', 'cancel', 'end', 'quit', 'revoke', 'remove', 'refuse'],
  phrases: [
    'unsubscribe',
    'unsub',
    'opt out',
    'opt me out',
    'please stop',
    'pls stop',
    'just stop',
    'stop now',
    'stop this',
    'stop texting',
    'stop messaging',
    'stop sending',
    'stop calling',
    'stop contacting',
    'stop spamming',
    'stop messages',
    'remove me',
    'take me off',
    'remove my number',
    'delete my number',
    'do not contact',
    'dont contact',
    'do not text',
    'dont text',
    'do not message',
    'dont message',
    'do not call',
    'dont call',
    'do not send',
    'dont send',
    'no more messages',
    'no more texts',
    'no more calls',
    'not interested',
    'leave me alone',
    'cancel subscription',
    'cancel my subscription',
  ],
};

export const REPLY_WORDS: Readonly<Record<ReplyLanguage, ReplyWords>> = { zh: ZH, en: EN };

/** What is written around a whole reply and says nothing of its own. */
export const POLITE_BEFORE: readonly string[] = ['回复', '请', '我要', '我', 'please', 'pls'];
export const POLITE_AFTER: readonly string[] = [
  '谢谢',
  '了',
  '吧',
  '啊',
  '啦',
  '呀',
  '哦',
  'please',
  'pls',
  'thanks',
  'thankyou',
];
