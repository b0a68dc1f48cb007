import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { ContentCheck } from '../questions.ts';
import { DifferenceText } from './difference-text.tsx';
import type { Draft } from './draft.ts';
import { markedText } from './text-difference.ts';

interface CheckedText {
  readonly text: string;
  readonly check: ContentCheck;
}

const Faults = ({ check: { missing, links, signatures } }: CheckedText) => {
  const { t } = useTranslation('merchant');
  const faults = [
    ...missing.map((what) => t(`content.missing.${what}`)),
    ...links.filter(({ filed }) => !filed).map(({ host }) => t('content.linkNotFiled', { host })),
    ...signatures.filter(({ own }) => !own).map(({ signature }) => t('content.signatureNotOwn', { signature })),
  ];
  if (faults.length === 0) return <Alert type="success" showIcon title={t('content.sound')} />;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('content.faults')}
      description={
        <ul>
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      }
    />
  );
};

const Likeness = ({ text, check: { matches, nearest } }: CheckedText) => {
  const { t } = useTranslation('merchant');
  if (matches !== undefined)
    return (
      <p>
        {t('content.matches', { id: matches.id, version: matches.version })}{' '}
        {matches.values.map(({ name, value }) => `{${name}} = ${value}`).join('; ')}
      </p>
    );
  if (nearest === undefined) return <p className="soft">{t('content.noneNear')}</p>;
  return (
    <>
      <p>{t('content.nearest', { id: nearest.id, version: nearest.version, count: nearest.differences.length })}</p>
      <DifferenceText runs={markedText(text, nearest.differences)} />
    </>
  );
};

interface CheckButtonProps {
  readonly draft: Draft;
  readonly content?: string;
}

/** What the gates would make of the text: what is missing, and where it differs from what was approved. */
export const CheckButton = ({ draft, content }: CheckButtonProps) => {
  const { t } = useTranslation('merchant');
  const check = useMutation({
    mutationFn: async ({ channel, purpose, text }: Draft): Promise<CheckedText> => ({
      text,
      check: await answerOf(
        api.POST('/v1/contents/check', {
          body: { channel, purpose, text, ...(content === undefined ? {} : { content }) },
        }),
      ),
    }),
  });
  return (
    <div className="stack" aria-live="polite">
      <Button disabled={draft.text.trim() === ''} loading={check.isPending} onClick={() => check.mutate(draft)}>
        {t('content.check')}
      </Button>
      {check.isError ? <ProblemAlert error={check.error} /> : null}
      {check.data === undefined ? null : (
        <>
          <Faults {...check.data} />
          <Likeness {...check.data} />
        </>
      )}
    </div>
  );
};
