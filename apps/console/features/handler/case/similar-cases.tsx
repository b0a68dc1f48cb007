import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { When } from '../../../components/when.tsx';
import { CaseTag } from '../case-tag.tsx';
import { CASES_KEY, type Case, type CaseSheet } from '../questions.ts';

const SHOWN_MAX = 10;

/** Of the same party; where nobody was asked yet, that have the same source in their words. */
const askSimilar = async ({ party, source }: CaseSheet): Promise<readonly Case[]> => {
  if (party !== undefined)
    return (await answerOf(api.GET('/v1/cases', { params: { query: { party: party.id, limit: SHOWN_MAX + 1 } } })))
      .items;
  const text = (source as { readonly id?: string } | undefined)?.id;
  if (text === undefined) return [];
  return (await answerOf(api.GET('/v1/cases/search', { params: { query: { text, limit: SHOWN_MAX + 1 } } }))).items;
};

const CaseLine = ({ id, children }: { readonly id: string; readonly children?: ReactNode }) => (
  <li className="row">
    <Link to={`/handler/cases/${encodeURIComponent(id)}`}>{id}</Link>
    {children}
  </li>
);

/** Earlier cases about the same source, and others of the same party. */
export const SimilarCases = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  const similar = useQuery({ queryKey: [...CASES_KEY, 'similar', sheet.id], queryFn: () => askSimilar(sheet) });
  const earlier = sheet.earlier ?? [];
  const others = (found: readonly Case[]) =>
    found.filter(({ id }) => id !== sheet.id && !earlier.includes(id)).slice(0, SHOWN_MAX);
  return (
    <section className="sheet stack">
      <h2>{t('similar.title')}</h2>
      <h3>{t('similar.earlier')}</h3>
      {earlier.length === 0 ? <p className="soft">{t('similar.noEarlier')}</p> : null}
      <ul>
        {earlier.map((id) => (
          <CaseLine key={id} id={id} />
        ))}
      </ul>
      <h3>{t('similar.party')}</h3>
      <Answer
        query={similar}
        isEmpty={(found) => others(found).length === 0}
        empty={<p className="soft">{t('similar.none')}</p>}
      >
        {(found) => (
          <ul>
            {others(found).map((one) => (
              <CaseLine key={one.id} id={one.id}>
                <CaseTag state={one.state} />
                <When at={one.openedAt} form="day" />
              </CaseLine>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
};
