import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Count, Share } from '../../../components/count.tsx';
import type { MerchantFigures } from '../questions.ts';
import { refusedOf } from './sums.ts';

interface TileProps {
  readonly name: string;
  readonly to: string;
  readonly children: ReactNode;
  readonly note: ReactNode;
}

const Tile = ({ name, to, children, note }: TileProps) => (
  <div className="sheet">
    <h2>
      <Link to={to}>{name}</Link>
    </h2>
    <div className="figure">{children}</div>
    <div className="soft">{note}</div>
  </div>
);

export const FigureTiles = ({ figures }: { readonly figures: MerchantFigures }) => {
  const { t } = useTranslation('merchant');
  const { bases, reach, attempts, days, refusals, sanctionsInForce } = figures;
  const { refused, all } = refusedOf(attempts);
  const noes = refusals.days.reduce((sum, day) => sum + day.refused + day.withdrawn, 0);
  return (
    <div className="tiles">
      <Tile name={t('overview.reach')} to="/merchant/consents?state=live" note={t('overview.reachHelp')}>
        <Count value={reach.people ?? 0} />
      </Tile>
      <Tile
        name={t('overview.coverage')}
        to="/merchant/consents"
        note={t('overview.coverageHelp', { confirmed: bases.confirmed, live: bases.live })}
      >
        <Share value={bases.live === 0 ? 0 : bases.confirmed / bases.live} />
      </Tile>
      <Tile
        name={t('overview.expiring')}
        to={`/merchant/consents?days=${bases.expiringDays}`}
        note={t('overview.expiringHelp', { days: bases.expiringDays })}
      >
        <Count value={bases.expiring} />
      </Tile>
      <Tile name={t('overview.refused')} to="/merchant/scrub" note={t('overview.refusedHelp', { refused, all, days })}>
        <Share value={all === 0 ? 0 : refused / all} />
      </Tile>
      <Tile name={t('overview.noes')} to="/merchant/consents?state=withdrawn" note={t('overview.noesHelp', { days })}>
        <Count value={noes} />
      </Tile>
      <Tile name={t('overview.sanctions')} to="/merchant/sanctions" note={t('overview.sanctionsHelp')}>
        <Count value={sanctionsInForce} />
      </Tile>
    </div>
  );
};
