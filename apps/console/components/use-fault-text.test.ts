import { createInstance } from 'i18next';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, it } from 'vitest';
import { texts } from '../texts/zh/common.ts';
import { useFaultText } from './use-fault-text.ts';

const FAULTY = { message: 'not one of the words', remedy: 'Use voice, sms.' };

const told = async (error: object): Promise<string> => {
  const i18n = createInstance();
  await i18n.init({ lng: 'zh', defaultNS: 'common', resources: { zh: { common: texts } } });
  const Shown = () => {
    const { message, remedy } = useFaultText()({ ...FAULTY, ...error });
    return `${message}|${remedy}`;
  };
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n }, createElement(Shown)));
};

it('says a fault that the server names in the language of the page, with what is expected', async () => {
  expect(await told({ fault: 'unknown-word', expected: 'voice, sms' })).toBe(
    `${texts.fieldFault['unknown-word'].message}|${texts.fieldFault['unknown-word'].remedy.replace('{{expected}}', 'voice, sms')}`,
  );
});

it('leaves the words of the server where it names none, or one that this page does not know', async () => {
  const words = `${FAULTY.message}|${FAULTY.remedy}`;
  expect(await told({})).toBe(words);
  expect(await told({ fault: 'of-a-newer-server' })).toBe(words);
});
