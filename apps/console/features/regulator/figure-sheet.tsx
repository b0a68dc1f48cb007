import { useTranslation } from 'react-i18next';
import { Count } from '../../components/count.tsx';
import type { ProvinceFigures } from './province-figures.ts';

export const FigureSheet = ({ figures }: { readonly figures: ProvinceFigures | undefined }) => {
  const { t } = useTranslation('regulator');
  if (figures === undefined) return <p className="soft">{t('map.nothing')}</p>;
  return (
    <dl className="facts">
      {(['subscribers', 'protected', 'complaints', 'decisions', 'refused'] as const).map((name) => (
        <div key={name} className="fact">
          <dt>{t(`figure.${name}`)}</dt>
          <dd>
            <Count value={figures[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
};
