# Makes the files that a scanner, a mail or an enemy might leave, out of the samples and a few bytes, in $work.
make_png() {  # make_png WIDTH HEIGHT FILE: a white page, one bit a pixel, made without a program of pictures
    perl -e '
        use Compress::Zlib;
        my ($width, $height, $file) = @ARGV;
        sub chunk { my ($kind, $bytes) = @_; pack("N", length $bytes) . $kind . $bytes . pack("N", crc32($kind . $bytes)) }
        my $row = "\0" . ("\xff" x int(($width + 7) / 8));
        open my $out, ">:raw", $file or die;
        print $out "\x89PNG\r\n\x1a\n", chunk("IHDR", pack("NNC5", $width, $height, 1, 0, 0, 0, 0)),
            chunk("IDAT", compress($row x $height)), chunk("IEND", "");
    ' "$@"
}
samples_folder=$home/scans/samples
head -c 20000 "$samples_folder/contact-fi.jpg" >"$work/truncated.jpg"
head -c 9000 "$samples_folder/contact-en.pdf" >"$work/truncated.pdf"
qpdf --encrypt secret owner 256 -- "$samples_folder/contact-en.pdf" "$work/encrypted.pdf"
: >"$work/empty.pdf"
make_png 1 1 "$work/one-pixel.png"
make_png 20000 20000 "$work/huge.png"
printf 'This is only a note, whatever its name says.\n' >"$work/misnamed.jpg"
head -c 5000 "$program" >"$work/program.bin"
{ cat "$samples_folder/contact-fi.jpg"; printf 'one more byte'; } >"$work/really-a-jpeg.png"
{ cat "$samples_folder/order-en.png"; printf 'another'; } >"$work/next.png"
