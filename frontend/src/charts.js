// Charts in the colours of the theme: <div class="lc-chart" data-chart="ID" role="img" aria-label="…"> beside a json_script
// of that id: {kind: bar|line|stack|funnel, categories, unit, series: [{name, tone, data, line}], target: [numbers], links,
// share: [per cent, on a second axis], shareName, whole: only whole numbers}.
import { BarChart, FunnelChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  FunnelChart,
  GridComponent,
  LegendComponent,
  LineChart,
  ScatterChart,
  TooltipComponent,
]);

const TONES = { fact: "chart-1", promise: "chart-2", hope: "chart-3", done: "chart-4", wait: "chart-5", late: "chart-6" };
const ORDER = ["fact", "promise", "hope"];

function palette() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--lc-${name}`).trim();
}

const written = (number) => Number(number).toLocaleString("en-US", { maximumFractionDigits: 2 });

function seriesOf(data, colour) {
  const series = data.series.map((one, index) => ({
    name: one.name,
    type: one.line || data.kind === "line" ? "line" : "bar",
    stack: data.kind === "stack" && !one.line ? "all" : undefined,
    data: one.data,
    barMaxWidth: 28,
    symbolSize: 6,
    itemStyle: { color: colour(TONES[one.tone ?? ORDER[index % ORDER.length]]) },
    lineStyle: { width: 2 },
  }));
  if (data.target) {
    series.push({
      name: data.targetName ?? "",
      type: "scatter",
      symbol: "rect",
      symbolSize: [30, 2],
      data: data.target,
      itemStyle: { color: colour("ink") },
    });
  }
  if (data.share) {
    series.push({
      name: data.shareName ?? "",
      type: "line",
      yAxisIndex: 1,
      data: data.share,
      symbolSize: 6,
      itemStyle: { color: colour(TONES.wait) },
    });
  }
  return series;
}

function funnel(data, colour) {
  const slice = (name, index) => ({
    name,
    value: data.series[0].data[index],
    itemStyle: { color: colour(`stage-${Math.min(index + 1, 6)}`), borderWidth: 0 },
    label: { color: colour(index < 4 ? "ink" : "on-stage-hi") },
  });
  const label = { position: "inside", formatter: (at) => `${at.name} ${written(at.value)}` };
  const place = { left: 8, right: 8, top: 8, bottom: 8, gap: 2, minSize: "12%" };
  return { series: [{ type: "funnel", sort: "none", ...place, label, data: data.categories.map(slice) }] };
}

function options(data) {
  const colour = palette();
  const text = { color: colour("ink-3"), fontSize: 12, fontFamily: colour("font") };
  const common = {
    animation: false,
    aria: { enabled: false },
    textStyle: text,
    tooltip: {
      renderMode: "richText",
      trigger: data.kind === "funnel" ? "item" : "axis",
      valueFormatter: (value) => `${written(value)} ${data.unit ?? ""}`.trim(),
      backgroundColor: colour("inverse"),
      borderWidth: 0,
      textStyle: { ...text, color: colour("inverse-ink") },
    },
  };
  if (data.kind === "funnel") return { ...common, ...funnel(data, colour) };
  const several = data.series.length > 1 || Boolean(data.share);
  const values = { type: "value", minInterval: data.whole ? 1 : 0, splitLine: { lineStyle: { color: colour("chart-grid") } }, axisLabel: { ...text, formatter: written } };
  const shares = { type: "value", min: 0, max: 100, splitLine: { show: false }, axisLabel: { ...text, formatter: "{value}%" } };
  return {
    ...common,
    grid: { left: 4, right: 8, top: several ? 34 : 12, bottom: 4, containLabel: true },
    legend:
      several
        ? { type: "scroll", top: 0, left: 0, right: 0, itemWidth: 10, itemHeight: 10, textStyle: { ...text, color: colour("ink-2") } }
        : undefined,
    xAxis: {
      type: "category",
      data: data.categories,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisLabel: text,
    },
    yAxis: data.share ? [values, shares] : values,
    series: seriesOf(data, colour),
  };
}

function draw(place) {
  const source = document.getElementById(place.dataset.chart);
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const chart = echarts.getInstanceByDom(place) ?? echarts.init(place);
  chart.setOption(options(data), true);
  chart.off("click");
  chart.on("click", (event) => {
    const link = data.links?.[event.dataIndex];
    if (link) location.assign(link);
  });
}

const places = () => document.querySelectorAll("[data-chart]");
const watcher = new ResizeObserver((changes) => changes.forEach(({ target }) => echarts.getInstanceByDom(target)?.resize()));

function drawAll() {
  for (const place of places()) {
    draw(place);
    watcher.observe(place);
  }
}

document.addEventListener("lc:theme", drawAll);
document.addEventListener("htmx:afterSettle", drawAll);
drawAll();
