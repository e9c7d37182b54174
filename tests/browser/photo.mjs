// A letter as a phone sees it: 12 megapixels, from a slant, with a shadow over a corner, lying on its side with a note in its
// EXIF how to turn it.

/** APP1 with one entry, Orientation (0x0112), after the JPEG's start (EXIF 2.32, 4.6.2). 6: turn a quarter clockwise. */
const with_orientation = (jpeg, orientation) => {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010000000000000000", "hex");
  tiff.writeUInt16BE(orientation, 18);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
};

/** @returns bytes of a JPEG, 4000 x 3000 pixels */
export const photo_of_letter = async (browser, lines) => {
  const page = await browser.newPage({ viewport: { width: 2000, height: 1500 }, deviceScaleFactor: 2 });
  const paragraphs = lines.map((line) => `<p>${line}</p>`).join("");
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>
    html, body { margin: 0; width: 2000px; height: 1500px; overflow: hidden; background: #6d5a48; }
    .table { position: absolute; left: 250px; top: -250px; width: 1500px; height: 2000px; transform: rotate(-90deg); perspective: 4200px; }
    .paper { position: absolute; left: 170px; top: 190px; width: 1160px; height: 1620px; box-sizing: border-box; padding: 130px 110px;
      background: #f4f1ea; color: #23262b; font: 34px/1.55 "Liberation Serif", "DejaVu Serif", serif;
      transform: rotateX(7deg) rotateY(-3deg) rotateZ(1.6deg); box-shadow: 0 12px 40px #0008; }
    .shadow { position: absolute; inset: 0; background: linear-gradient(128deg, #0000 55%, #0004 75%, #0006 100%); }
  </style><div class="table"><div class="paper">${paragraphs}</div><div class="shadow"></div></div>`);
  const jpeg = await page.screenshot({ type: "jpeg", quality: 82 });
  await page.close();
  return with_orientation(jpeg, 6);
};
