import { chromium } from "playwright-core"; import fs from "node:fs";
const [dir, filter, out, w] = process.argv.slice(2);
const files = fs.readdirSync(dir).filter((f) => new RegExp(filter).test(f)).sort();
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox"] });
const p = await b.newPage({ viewport: { width: 1600, height: 900 } });
fs.writeFileSync(dir + "/x.html", "<body style='margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#888'>" + files.map((f) => `<figure style='margin:0'><figcaption style='font:12px sans-serif'>${f}</figcaption><img src='${f}' width=${w} style='max-height:1400px;object-fit:cover;object-position:top'></figure>`).join(""));
await p.goto("file://" + dir + "/x.html"); await p.screenshot({ path: out, fullPage: true }); await b.close();
