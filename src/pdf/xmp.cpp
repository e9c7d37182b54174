#include "pdf/xmp.hpp"

namespace arkki::pdf {
namespace {

constexpr const char* opening = R"( id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
)";

constexpr const char* accessible = R"(<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
)";

constexpr const char* closing = R"(</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>)";

}  // namespace

std::string escaped_for_xml(const std::string& text) {
    std::string safe;
    for (const char sign : text) {
        if (sign == '&')
            safe += "&amp;";
        else if (sign == '<')
            safe += "&lt;";
        else if (sign == '>')
            safe += "&gt;";
        else
            safe += sign;
    }
    return safe;
}

std::string xmp_of(const Description& description) {
    std::string xmp = "<?xpacket begin=\"\xEF\xBB\xBF\"";
    xmp += opening;
    xmp += "<pdfaid:part>" + std::to_string(description.part) + "</pdfaid:part>\n";
    xmp += std::string{"<pdfaid:conformance>"} + description.conformance + "</pdfaid:conformance>\n";
    if (description.conformance == 'A') xmp += accessible;
    xmp += "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" + escaped_for_xml(description.title) +
           "</rdf:li></rdf:Alt></dc:title>\n";
    if (!description.author.empty())
        xmp += "<dc:creator><rdf:Seq><rdf:li>" + escaped_for_xml(description.author) +
               "</rdf:li></rdf:Seq></dc:creator>\n";
    if (description.date) xmp += "<xmp:CreateDate>" + iso(*description.date) + "T00:00:00+00:00</xmp:CreateDate>\n";
    return xmp + closing;
}

}  // namespace arkki::pdf
