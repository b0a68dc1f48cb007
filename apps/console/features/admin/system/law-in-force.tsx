import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { useChange } from '../../../components/use-change.ts';

const LAW_KEY = ['law'] as const;

/** Which rule pack every gate decides by. */
export const LawInForce = () => {
  const { t, i18n } = useTranslation('admin');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const law = useQuery({ queryKey: LAW_KEY, queryFn: () => answerOf(api.GET('/v1/law')) });
  const put = useChange({
    make: (id: string) => answerOf(api.PUT('/v1/law', { body: { law: id } })),
    touches: [LAW_KEY],
    done: (_answer, id) => t('law.done', { id }),
  });
  return (
    <section className="sheet stack">
      <h2>{t('law.title')}</h2>
      <p className="soft">{t('law.help')}</p>
      <Answer query={law}>
        {({ inForce, items }) => (
          <ul className="stack">
            {items.map(({ id, title, source, effectiveFrom }) => (
              <li key={id}>
                <strong>{title[language]}</strong> {id === inForce ? <Tag color="green">{t('law.inForce')}</Tag> : null}
                <p className="soft">
                  {id} · {effectiveFrom} · {source}
                </p>
                {id === inForce ? null : (
                  <ConfirmButton
                    label={t('law.put')}
                    title={t('law.ask', { id })}
                    consequence={t('law.means', { from: inForce, to: id })}
                    isGrave
                    button={{ size: 'small' }}
                    onConfirm={() => put.mutateAsync(id)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
};
