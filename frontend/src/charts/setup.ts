import { ArcElement, BarController, BarElement, CategoryScale, Chart, DoughnutController, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';

// Only what is used is registered: the rest stays out of the bundle.
Chart.register(ArcElement, BarElement, CategoryScale, BarController, DoughnutController, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);
Chart.defaults.animation = false; // the web view may draw in software
Chart.defaults.font.family = "'Inter Variable', system-ui, sans-serif";
