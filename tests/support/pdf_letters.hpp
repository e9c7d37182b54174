// Letters as `lang` hands them to the layout, with plainly artificial values.
#pragma once
#include <array>
#include <filesystem>
#include <string>

#include "base/text.hpp"
#include "pdf/letter.hpp"

namespace arkki::pdf_test {

inline pdf::Resources resources() {
    pdf::Resources found;
    found.font_settings = std::filesystem::path{ARKKI_SOURCE_DIR} / "config/fonts.conf";
    return found;
}

/// The words of a language that a letter needs.
struct Words {
    std::string case_label, title, intro, decision, decision_text, items, item, supplement, contact, remedies,
        remedies_text, authority, court, role, note, annexes, annex, footer;
};
inline const Words finnish{
    "Asianumero",
    "TODISTUS KORJAUSPYYNNÖN EPÄÄMISESTÄ",
    "Rekisterinpitäjä: Esimerkki Oy (Y-tunnus 0000000-0), Esimerkkikatu 1, 00100 Helsinki\\\nRekisteri: "
    "Asiakasrekisteri\\\n"
    "Rekisteröity: Etunimi Sukunimi\\\nPyyntö: saapunut 2.3.2026 kirjeitse, asianumero 2026-0042",
    "Ratkaisu",
    "Rekisterin vastuuhenkilönä olen käsitellyt korjauspyynnön, jonka Etunimi Sukunimi on esittänyt, ja evännyt sen "
    "kokonaan.\n"
    "Todistus annetaan tietosuoja-asetuksen 12 artiklan 4 kohdan ja 16 artiklan nojalla.",
    "Evätyt kohdat ja syyt",
    "Tieto, jota pyydettiin korjaamaan: puhelinnumero 000 000 0002\\\n   Pyydetty muutos ja sen perusteet: uusi numero "
    "000 000 "
    "0003, perusteluna liittymän vaihto\\\n   Miten asia on selvitetty: numeroa on verrattu tilauslomakkeeseen, jonka "
    "asiakas on "
    "itse täyttänyt ja allekirjoittanut asiakaspalvelupisteessä\\\n   Syy epäämiseen: Tieto on käsittelyn tarkoituksen "
    "kannalta "
    "virheetön\\.\\\n   Sovellettu säännös: tietosuoja-asetuksen 16 artikla",
    "Teillä on oikeus saada puutteelliset tiedot täydennettyä toimittamalla lisäselvitys (16 artikla). Jos toimitatte\n"
    "lisäselvityksen, liitämme sen tietoihin.",
    "Lisätietoja antaa rekisterin yhteyshenkilö Etunimi Sukunimi, puhelin 000 000 0001, sähköposti "
    "tietosuoja\\@example\\.org. Mainitkaa yhteydenotossa asianumero 2026-0042.",
    "OIKEUSSUOJAKEINOT",
    "Jos katsotte, että henkilötietojenne käsittelyssä rikotaan tietosuojasäännöksiä, Teillä on oikeus saattaa asia\n"
    "tietosuojavaltuutetun käsiteltäväksi (tietosuoja-asetuksen 77 artikla, tietosuojalain (1050/2018) 21 §). "
    "Valituksen voi\n"
    "tehdä myös sen EU- tai ETA-valtion valvontaviranomaiselle, jossa Teillä on vakinainen asuinpaikka tai työpaikka "
    "taikka\n"
    "jossa väitetty rikkominen on tapahtunut. Valituksen tekeminen on maksutonta.",
    "Tietosuojavaltuutetun toimisto, käyntiosoite Esimerkkikuja 4, 00530 Helsinki, postiosoite PL 800, 00531 Helsinki",
    "Teillä on lisäksi oikeus käyttää oikeussuojakeinoja tuomioistuimessa (tietosuoja-asetuksen 79 artikla).",
    "Rekisterin vastuuhenkilö",
    "Asiakirja on allekirjoitettu sähköisesti. Allekirjoituksen voi tarkistaa alkuperäisestä PDF-tiedostosta. "
    "Tarkistuskoodi "
    "7F3K-92QD",
    "Liitteet:",
    "Liite 1: tilauslomake",
    "Esimerkki Oy, Y-tunnus 0000000-0, 000 000 0000, rekisteri@example.org\\\nAsiakirja K-2026-00017, sivu "};

inline const Words swedish{
    "Ärendenummer",
    "INTYG OM VÄGRAN ATT RÄTTA UPPGIFTER",
    "Personuppgiftsansvarig: Esimerkki Oy (FO-nummer 0000000-0), Esimerkkikatu 1, 00100 Helsinki\\\nRegister: "
    "Kundregister\\\nDen "
    "registrerade: Etunimi Sukunimi\\\nBegäran: mottagen den 2.3.2026 per brev, ärendenummer 2026-0042",
    "Avgörande",
    "I egenskap av ansvarig för registret har jag behandlat den begäran om rättelse som Etunimi Sukunimi har "
    "framställt och "
    "avslagit den i sin helhet.\nIntyget utfärdas med stöd av artiklarna 12.4 och 16 i dataskyddsförordningen.",
    "Avslagna punkter och skäl",
    "Uppgift som begärts rättad: telefonnummer 000 000 0002\\\n   Begärd ändring och anförda grunder: nytt nummer 000 "
    "000 "
    "0003\\\n   Hur saken har utretts: numret har jämförts med beställningsblanketten\\\n   Skäl till avslaget: "
    "Uppgiften är "
    "korrekt med hänsyn till ändamålet med behandlingen\\.\\\n   Tillämpad bestämmelse: artikel 16",
    "Ni har rätt att få bristfälliga uppgifter kompletterade genom att lämna ett kompletterande utlåtande (artikel "
    "16). Om Ni\n"
    "lämnar ett sådant bifogar vi det till uppgifterna.",
    "Närmare upplysningar ges av registrets kontaktperson Etunimi Sukunimi, telefon 000 000 0001.",
    "RÄTTSMEDEL",
    "Om Ni anser att behandlingen av Era personuppgifter strider mot dataskyddsbestämmelserna har Ni rätt att föra "
    "ärendet\n"
    "till dataombudsmannen (artikel 77 i dataskyddsförordningen). Det är avgiftsfritt att anföra klagomål.",
    "Dataombudsmannens byrå, postadress PB 800, 00531 Helsingfors",
    "Ni har dessutom rätt till ett effektivt rättsmedel (artikel 79).",
    "Ansvarig för registret",
    "Handlingen har undertecknats elektroniskt. Underskriften kan kontrolleras i den ursprungliga PDF-filen. "
    "Kontrollkod "
    "7F3K-92QD",
    "Bilagor:",
    "Bilaga 1: beställningsblankett",
    "Esimerkki Oy, FO-nummer 0000000-0, 000 000 0000\\\nHandling K-2026-00017, sida "};

inline const Words english{
    "Case number",
    "CERTIFICATE OF REFUSAL OF A RECTIFICATION REQUEST",
    "Controller: Esimerkki Oy (Business ID 0000000-0), Esimerkkikatu 1, 00100 Helsinki\\\nRegister: Customer "
    "register\\\nData "
    "subject: Etunimi Sukunimi\\\nRequest: received on 2 March 2026 by letter, case number 2026-0042",
    "Decision",
    "As the person responsible for the register, I have examined the rectification request made by Etunimi Sukunimi "
    "and have "
    "refused it in full.\nThis certificate is issued under Article 12(4) and Article 16 GDPR.",
    "Refused items and reasons",
    "Data requested to be rectified: telephone number 000 000 0002\\\n   Change requested and grounds given: new "
    "number 000 000 "
    "0003\\\n   How the matter was examined: the number was compared with the order form\\\n   Reason for refusal: The "
    "data are "
    "accurate for the purpose of the processing\\.\\\n   Provision applied: Article 16",
    "You have the right to have incomplete data completed by providing a supplementary statement (Article 16). If you "
    "provide\n"
    "one, we will attach it to the data.",
    "For further information, contact Etunimi Sukunimi, telephone 000 000 0001.",
    "REMEDIES",
    "If you consider that the processing of your personal data infringes data protection law, you have the right to "
    "lodge a\n"
    "complaint with the Data Protection Ombudsman (Article 77 GDPR). Lodging a complaint is free of charge.",
    "Office of the Data Protection Ombudsman, P.O. Box 800, 00531 Helsinki, Finland",
    "You also have the right to an effective judicial remedy (Article 79 GDPR).",
    "Person responsible for the register",
    "This document has been signed electronically. The signature can be verified from the original PDF file. "
    "Verification code "
    "7F3K-92QD",
    "Annexes:",
    "Annex 1: order form",
    "Esimerkki Oy, Business ID 0000000-0, 000 000 0000\\\nDocument K-2026-00017, page "};

inline std::string head(const Words& words) {
    return "Esimerkki Oy\\\nEsimerkkikatu 1, 00100 Helsinki\n\nHelsinki 5.3.2026\\\n" + words.case_label +
           ": 2026-0042\n\nEtunimi Sukunimi\\\nEsimerkkitie 2\\\n00200 Helsinki\n\n";
}

inline std::string signature(const Words& words) {
    return "Helsinki 5.3.2026\n\nEsimerkki Oy\n\nEtunimi Sukunimi, asiakaspalvelupäällikkö\\\n" + words.role + "\n\n" +
           words.note + "\n\n" + words.annexes + "\n\n- " + words.annex + "\n";
}

inline const Words& words_of(Language language) {
    return language == Language::fi ? finnish : language == Language::sv ? swedish : english;
}

/// A refusal certificate with `items` refused items.
inline std::string refusal(Language language, int items = 1) {
    const auto& words = words_of(language);
    std::string text = head(words) + "# " + words.title + "\n\n" + words.intro + "\n\n## " + words.decision + "\n\n" +
                       words.decision_text + "\n\n## " + words.items + "\n\n";
    for (int i = 1; i <= items; ++i) text += std::to_string(i) + ". " + words.item + "\n";
    text += "\n" + words.supplement + "\n\n" + words.contact + "\n\n## " + words.remedies + "\n\n" +
            words.remedies_text + "\n\n" + words.authority + "\n\n" + words.court + "\n\n";
    return text + signature(words);
}

/// An access reply with a table of `rows` rows, each with `value`.
inline std::string access_reply(int rows, const std::string& value) {
    std::string text =
        head(finnish) +
        "# VASTAUS TARKASTUSPYYNTÖÖN\n\nPyysitte 2.3.2026 saada tutustua itseänne koskeviin henkilötietoihin. "
        "Vahvistamme, että käsittelemme henkilötietojanne rekisterissä \"Asiakasrekisteri\".\n\n"
        "## 1. Rekisteriin tallennetut tietonne\n\n| Tieto | Sisältö | Mistä saatu | Tallennettu | Säilytetään "
        "|\n|---|---|---|---|---|\n";
    static const std::array<std::string, 4> labels{"Nimi", "Postiosoite", "Puhelinnumero", "Sähköpostiosoite"};
    for (int i = 0; i < rows; ++i)
        text += "| " + labels[static_cast<std::size_t>(i) % labels.size()] + " | " + value +
                " | yhteydenottolomake | 12.1.2026 | kolme vuotta asiakassuhteen päättymisestä |\n";
    text +=
        "\n## 2. Käsittelyn tarkoitukset ja oikeusperusteet\n\n- asiakassuhteen hoitaminen (oikeusperuste: sopimus)\n- "
        "kirjanpito (oikeusperuste: lakisääteinen velvoite)\n\nTeillä on oikeus tehdä valitus "
        "tietosuojavaltuutetulle.\n\n";
    return text + signature(finnish);
}

/// Breaks the few long words of the samples; the real hyphenator is the business of `lang`.
inline std::string hyphenate(const std::string& text) {
    static const std::array<std::array<std::string, 2>, 6> known{{
        {"henkilötieto", "hen\u00adki\u00adlö\u00adtie\u00adto"},
        {"tietosuojavaltuutetun", "tie\u00adto\u00adsuo\u00adja\u00adval\u00adtuu\u00adte\u00adtun"},
        {"tietosuojasäännöksiä", "tie\u00adto\u00adsuo\u00adja\u00adsään\u00adnök\u00adsiä"},
        {"valvontaviranomaiselle", "val\u00advon\u00adta\u00advi\u00adran\u00adomai\u00adsel\u00adle"},
        {"asiakaspalvelupisteessä", "asia\u00adkas\u00adpal\u00adve\u00adlu\u00adpis\u00adtees\u00adsä"},
        {"asiakassuhteen", "asia\u00adkas\u00adsuh\u00adteen"},
    }};
    std::string divided = text;
    for (const auto& [word, parts] : known)
        for (std::size_t at = 0; (at = divided.find(word, at)) != std::string::npos; at += parts.size())
            divided.replace(at, word.size(), parts);
    return divided;
}

inline pdf::LetterSheet sheet(Language language, const std::string& body) {
    const auto& words = words_of(language);
    pdf::LetterSheet sheet;
    sheet.language = language;
    sheet.title = words.title;
    sheet.author = "Esimerkki Oy";
    sheet.date = day_from_iso("2026-03-05");
    sheet.body = body;
    sheet.footer = [&words](int page, int count) {
        return words.footer + std::to_string(page) + "/" + std::to_string(count) + ", 7F3K-92QD";
    };
    sheet.embedded_json =
        R"({"format":"arkki-letter","version":1,"letter":"K-2026-00017","kind":"refusal-certificate"})";
    sheet.signatures = {{"Etunimi Sukunimi, asiakaspalvelupäällikkö", "Allekirjoitus: Etunimi Sukunimi"}};
    sheet.hyphenate = hyphenate;
    return sheet;
}

}  // namespace arkki::pdf_test
