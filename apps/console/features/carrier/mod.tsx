export { SanctionSheet as CarrierSanctionPage } from '../sanctions/sanction-sheet.tsx';
export { CarrierCasePage } from './carrier-case-page.tsx';
export { CarrierCasesPage } from './carrier-cases-page.tsx';
export { CarrierLinesPage } from './carrier-lines-page.tsx';
export { CarrierSanctionsPage } from './carrier-sanctions-page.tsx';
export { ContentsPage } from './contents-page.tsx';
export { FindingsPage } from './findings-page.tsx';
export { LinePage } from './line-page.tsx';
export { NumbersPage } from './numbers-page.tsx';
