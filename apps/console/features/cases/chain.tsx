import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/schemas.ts';
import './cases.css';

/** Of the line who connected whom, the carrier first. */
export interface ChainLink {
  readonly party: string;
  readonly name?: string;
  readonly kind?: Schema<'Party'>['kind'];
  readonly connectedBy?: string;
}

interface ChainProps {
  readonly line?: Pick<Schema<'Line'>, 'id' | 'name'>;
  readonly chain: readonly ChainLink[];
}

/** Who connected whom, from the carrier to the one that speaks. */
export const Chain = ({ line, chain }: ChainProps) => {
  const { t } = useTranslation('cases');
  return (
    <>
      <h3>{t('chain.title')}</h3>
      {chain.length === 0 ? <p className="soft">{t('chain.none')}</p> : null}
      <ol className="chain" aria-label={t('chain.help')}>
        {chain.map(({ party, name, kind }) => (
          <li key={party}>
            <span className="chain-link">
              {name ?? party}
              {kind === undefined ? null : <span className="soft"> · {t(`party.${kind}`)}</span>}
            </span>
          </li>
        ))}
        {line === undefined ? null : (
          <li>
            <span className="chain-link">
              {line.name} <span className="soft">· {t('chain.line', { id: line.id })}</span>
            </span>
          </li>
        )}
      </ol>
    </>
  );
};
