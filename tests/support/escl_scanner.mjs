// A scanner that is not there: speaks eSCL on the loopback and feeds the pictures it was given, with faults on request.
//   node escl_scanner.mjs [--fault KIND[:SHEET]] SHEET.jpg...      prints {"port":N}, ends with its standard input
// Faults: jam:N, cover:N, mute:N (never answers), short:N (half of the bytes), away:N (the wire is cut) at sheet N of the
// stack, counted from 1, once; jam, empty, cover at the start until mended; busy[:N] refuses every or the first N jobs with
// 503. A jam or an open cover is over when the next job comes: the sheets not yet fed still lie in the feeder, as somebody
// put them back.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const names = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';
const region = { MinWidth: 16, MaxWidth: 2550, MinHeight: 16, MaxHeight: 3508, MaxScanRegions: 1 };
const element = (name, ...inside) => `<${name}>${inside.join("")}</${name}>`;
const resolution = (dpi) => element("scan:DiscreteResolution", element("scan:XResolution", dpi), element("scan:YResolution", dpi));

const profile = element("scan:SettingProfiles", element("scan:SettingProfile",
  element("scan:ColorModes", element("scan:ColorMode", "Grayscale8"), element("scan:ColorMode", "RGB24")),
  element("scan:DocumentFormats", element("pwg:DocumentFormat", "image/jpeg"), element("scan:DocumentFormatExt", "image/jpeg")),
  element("scan:SupportedResolutions", element("scan:DiscreteResolutions", resolution(300)))));
const input = Object.entries(region).map(([name, value]) => element(`scan:${name}`, value)).join("") + profile;

const capabilities = (name) => `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities ${names}>` +
  element("pwg:Version", "2.63") + element("pwg:MakeAndModel", name) +
  element("scan:Platen", element("scan:PlatenInputCaps", input)) +
  element("scan:Adf", element("scan:AdfSimplexInputCaps", input), element("scan:FeederCapacity", 50)) +
  "</scan:ScannerCapabilities>";
const status = (adf) => `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus ${names}>` +
  element("pwg:Version", "2.63") + element("pwg:State", "Idle") + element("scan:AdfState", adf) + "</scan:ScannerStatus>";

const adf_says = { jam: "ScannerAdfJam", cover: "ScannerAdfDoorOpen", empty: "ScannerAdfEmpty" };

/** @param sheets  JPEG files, in the order of the stack */
export const open_scanner = async ({ sheets = [], fault = "", name = "Arkki simulator" } = {}) => {
  const machine = { stack: [...sheets], trouble: null, stuck: "", fed: 0, jobs: 0, refused: 0, source: "Feeder", glass: 0 };
  const [kind, at] = fault.split(":");
  if (kind) machine.trouble = { kind, at: at ? Number(at) : 0 };

  const now = (...kinds) => {
    const { trouble } = machine;
    if (!trouble || !kinds.includes(trouble.kind)) return false;
    return !trouble.at || trouble.at === machine.fed + 1;
  };
  const once = (...kinds) => now(...kinds) && Boolean(machine.trouble.at);
  const clear = () => ((machine.trouble = null), (machine.stuck = ""));
  const adf_state = () =>
    adf_says[machine.stuck || (machine.trouble && !machine.trouble.at ? machine.trouble.kind : "")] ??
    (machine.stack.length ? "ScannerAdfLoaded" : "ScannerAdfEmpty");

  const answer = (reply, code, body = "", headers = {}) =>
    reply.writeHead(code, { "Content-Type": "text/xml", "Content-Length": Buffer.byteLength(body), ...headers }).end(body);

  const new_job = (reply, body) => {
    const { trouble } = machine;
    if (trouble?.kind === "busy" && (!trouble.at || machine.refused < trouble.at)) {
      machine.refused += 1;
      return answer(reply, 503);
    }
    if (machine.stuck) clear();
    machine.source = /InputSource>(\w+)/.exec(body)?.[1] ?? "Feeder";
    const stands = trouble && !trouble.at && adf_says[trouble.kind];
    if (machine.source === "Feeder" && (stands || !machine.stack.length)) return answer(reply, 409);
    machine.glass = 1;
    machine.jobs += 1;
    return answer(reply, 201, "", { Location: `http://127.0.0.1:${server.address().port}/eSCL/ScanJobs/${machine.jobs}` });
  };

  const next_document = (reply) => {
    if (once("mute") || (machine.trouble?.kind === "mute" && !machine.trouble.at)) return undefined;
    if (once("away")) return clear(), reply.destroy();
    if (once("jam", "cover")) {
      machine.stuck = machine.trouble.kind;
      return answer(reply, 409);
    }
    const flat = machine.source === "Platen";
    if (!machine.stack.length || (flat && !machine.glass)) return answer(reply, 404);
    machine.glass = 0;
    const picture = readFileSync(machine.stack[0]);
    const short = now("short");
    machine.stack.shift();
    machine.fed += 1;
    return answer(reply, 200, short ? picture.subarray(0, picture.length / 2) : picture, { "Content-Type": "image/jpeg" });
  };

  const server = createServer((request, reply) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      if (request.method === "DELETE") return answer(reply, 200);
      if (request.method === "POST") return new_job(reply, body);
      if (request.url.endsWith("/ScannerCapabilities")) return answer(reply, 200, capabilities(name));
      if (request.url.endsWith("/ScannerStatus")) return answer(reply, 200, status(adf_state()));
      return request.url.endsWith("/NextDocument") ? next_document(reply) : answer(reply, 404);
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}/eSCL/`,
    port: server.address().port,
    machine,
    /** More paper on the stack, or another one. */
    load: (more) => machine.stack.push(...more),
    fault: (text) => {
      const [kind, at] = text.split(":");
      machine.trouble = kind ? { kind, at: at ? Number(at) : 0 } : null;
    },
    close: () => new Promise((closed) => (server.closeAllConnections(), server.close(closed))),
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const fault = words[0] === "--fault" ? words.splice(0, 2)[1] : "";
  const scanner = await open_scanner({ sheets: words, fault });
  console.log(JSON.stringify({ port: scanner.port }));
  process.stdin.on("end", () => process.exit(0)).resume();
}
