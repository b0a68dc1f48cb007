import { maskNumber, type PhoneNumber } from '@wurao/domain';

/** What a ward is written, in both languages, as nobody knows yet which one is read there. Fixed, and the other number masked. */
export const askingGuardianText = (guardian: PhoneNumber, code: string, hours: number): string => {
  const who = maskNumber(guardian);
  return (
    `【勿扰】${who}请求代您管理免打扰、名单和投诉。同意请把${code}告诉对方，${hours}小时内有效；不同意无需理会。同意后可随时结束。` +
    ` ${who} asks to manage your do-not-disturb, lists and complaints. To agree, tell them ${code} within ${hours} hours; if not, do nothing. You can end it at any time.`
  );
};

export const guardianActedText = (guardian: PhoneNumber): string => {
  const who = maskNumber(guardian);
  return (
    `【勿扰】代您管理号码的${who}今天替您办理了事项。登录勿扰可查看，也可随时结束代管。` +
    ` ${who}, who manages your number, acted for you today. Sign in to Wurao to see it, or to end this.`
  );
};
