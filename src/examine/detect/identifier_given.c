/*
 * identifier_given.c - given names that many people bear, in lower case without accents, sorted.
 * Source: the most frequent names of the registries of births of many countries, as they publish
 * them. Names of places, colours, months and things are left out, however common.
 */

#include "base/word_list.h"
#include "examine/detect/identifier_cells.h"
#include "examine/detect/identifier_sums.h"

enum { NAME_LONGEST = 11 };

static const char names[][NAME_LONGEST + 1] = {
    "aaron",      "abdullah",   "abigail",     "adam",      "adele",     "aditya",     "adriana",
    "agnieszka",  "ahmed",      "ahmet",       "aidan",     "aisha",     "akiko",      "alain",
    "alan",       "albert",     "alberto",     "aldo",      "alejandro", "alessandro", "alessia",
    "alexander",  "alexei",     "alexey",      "alfie",     "ali",       "alice",      "amanda",
    "amina",      "amit",       "amy",         "ana",       "ananya",    "anastasia",  "anders",
    "andrea",     "andreas",    "andrei",      "andrew",    "andrzej",   "angela",     "anil",
    "anita",      "anja",       "ann",         "anna",      "anouk",     "anthony",    "antonio",
    "aoife",      "archie",     "arjun",       "arthur",    "ashley",    "astrid",     "aurelie",
    "ayse",       "barbara",    "beatriz",     "benjamin",  "bernd",     "betty",      "billy",
    "birgit",     "birgitta",   "bobby",       "bram",      "brandon",   "brenda",     "brian",
    "brigitte",   "brittany",   "bruce",       "bryan",     "camila",    "camille",    "carlo",
    "carlos",     "carmen",     "carol",       "carolyn",   "catherine", "celine",     "charles",
    "charlie",    "charlotte",  "cheryl",      "chiara",    "chidi",     "chloe",      "christina",
    "christine",  "christophe", "christopher", "ciara",     "clara",     "claudia",    "conor",
    "cornelis",   "cristina",   "cynthia",     "daan",      "daniel",    "danielle",   "david",
    "deborah",    "debra",      "declan",      "deepak",    "denise",    "dennis",     "diana",
    "diane",      "dieter",     "dirk",        "dmitri",    "dmitry",    "domenico",   "donald",
    "donna",      "doris",      "dorothy",     "douglas",   "dylan",     "eduardo",    "edward",
    "ekaterina",  "elena",      "elias",       "elif",      "elijah",    "elizabeth",  "ella",
    "ellie",      "emilia",     "emily",       "emine",     "emma",      "enrique",    "eric",
    "erik",       "erika",      "erin",        "ethan",     "eugene",    "evelyn",     "evie",
    "ewa",        "fatima",     "fatma",       "felix",     "femke",     "fernanda",   "fernando",
    "finn",       "frances",    "francesco",   "francisco", "franco",    "francois",   "frank",
    "freddie",    "freya",      "gabin",       "gabriel",   "gary",      "george",     "gerald",
    "gerrit",     "ginevra",    "giorgia",     "giorgio",   "giovanni",  "gisela",     "giulia",
    "giuseppe",   "gloria",     "gregory",     "grzegorz",  "guillaume", "gunter",     "gunther",
    "gustav",     "hannah",     "hanne",       "hans",      "harold",    "harry",      "haruto",
    "hassan",     "hatice",     "heather",     "heike",     "heinz",     "helen",      "helga",
    "helmut",     "hendrik",    "henry",       "hiroshi",   "horst",     "hugo",       "hui",
    "hussein",    "ibrahim",    "ida",         "ingrid",    "irina",     "isabel",     "isabella",
    "isabelle",   "isla",       "ivan",        "jack",      "jacob",     "jacqueline", "jakub",
    "james",      "jan",        "janet",       "janice",    "jason",     "javier",     "jeffrey",
    "jennifer",   "jens",       "jeremy",      "jerry",     "jesse",     "jessica",    "jing",
    "joan",       "joanna",     "joao",        "joe",       "joerg",     "johan",      "johanna",
    "johannes",   "john",       "jonas",       "jonathan",  "jorg",      "jorge",      "jose",
    "josefa",     "joseph",     "joshua",      "joyce",     "jozef",     "juan",       "judith",
    "judy",       "juergen",    "jules",       "julia",     "juliana",   "julie",      "julien",
    "jurgen",     "justin",     "kacper",      "karen",     "karin",     "karl",       "katarzyna",
    "katherine",  "kathleen",   "kathryn",     "katrin",    "kavita",    "kayla",      "kees",
    "keiko",      "keira",      "keith",       "kelly",     "kenji",     "kenneth",    "kevin",
    "khadija",    "khalid",     "kimberly",    "kirsten",   "klara",     "klaus",      "kofi",
    "kristina",   "krzysztof",  "kwame",       "kyle",      "lakshmi",   "larry",      "lars",
    "laura",      "lauren",     "laurent",     "lawrence",  "layla",     "lea",        "lena",
    "leo",        "leon",       "leonardo",    "leonie",    "leticia",   "liam",       "lina",
    "linda",      "ling",       "linnea",      "lisa",      "lorenzo",   "lotte",      "louis",
    "louise",     "luca",       "lucas",       "lucia",     "lucy",      "luigi",      "luis",
    "luiz",       "lukas",      "magdalena",   "magnus",    "maja",      "malgorzata", "manfred",
    "manon",      "manuel",     "marcelo",     "marcin",    "marek",     "margaret",   "maria",
    "mariana",    "marie",      "marieke",     "marilyn",   "mario",     "marta",      "martha",
    "martina",    "mary",       "maryam",      "matteo",    "matthew",   "matthias",   "mattia",
    "maximilian", "megan",      "mehmet",      "mei",       "melissa",   "mette",      "mia",
    "michael",    "michal",     "michel",      "michele",   "michelle",  "miguel",     "mikael",
    "mikhail",    "mohamed",    "mohammed",    "monika",    "muhammad",  "mustafa",    "nancy",
    "natalia",    "natalie",    "nathalie",    "nathan",    "neha",      "ngozi",      "niamh",
    "nicholas",   "nicolas",    "nicole",      "nikolai",   "nils",      "noah",       "oksana",
    "olga",       "oliver",     "olivia",      "oluwaseun", "omar",      "oscar",      "pablo",
    "padraig",    "pamela",     "paolo",       "patricia",  "patrick",   "paul",       "paula",
    "pawel",      "pedro",      "peter",       "petra",     "philip",    "philippe",   "pierre",
    "piet",       "pietro",     "piotr",       "pooja",     "priya",     "rachel",     "rafael",
    "rahul",      "raj",        "rajesh",      "ralph",     "ramesh",    "ramon",      "randy",
    "raquel",     "raul",       "ravi",        "raymond",   "rebecca",   "renate",     "ricardo",
    "riccardo",   "richard",    "robert",      "rodrigo",   "roger",     "rohan",      "ronald",
    "roy",        "rui",        "russell",     "ruth",      "ryan",      "sabine",     "salvatore",
    "samantha",   "samuel",     "sandra",      "sandrine",  "sanjay",    "sanne",      "saoirse",
    "sarah",      "satoshi",    "sean",        "sem",       "sergei",    "sergey",     "sergio",
    "sharon",     "shirley",    "sofia",       "sophia",    "soren",     "stanislaw",  "stefan",
    "stephanie",  "stephen",    "steven",      "sunil",     "sunita",    "suresh",     "susan",
    "susanne",    "sven",       "svetlana",    "sylvie",    "szymon",    "takashi",    "tatiana",
    "tatyana",    "teresa",     "terry",       "thea",      "theo",      "theresa",    "thiago",
    "thierry",    "thomas",     "tiago",       "timothy",   "tomasz",    "tommaso",    "ursula",
    "uwe",        "valerie",    "veronique",   "victoria",  "vijay",     "vikram",     "vincent",
    "vincenzo",   "vladimir",   "walter",      "wayne",     "willem",    "william",    "willie",
    "wojciech",   "wolfgang",   "xin",         "yan",       "yuki",      "yuko",       "yulia",
    "yusuf",      "zachary",    "zainab",      "zeynep",    "zoe",       "zofia",      "zuzanna",
};

bool is_given_name(struct bytes word)
{
    struct word lower = {0};
    size_t size = 0;

    for (size_t i = 0; i < word.size; i++) {
        uint8_t c = word.data[i];
        uint8_t plain = c == 0xc3 && i + 1 < word.size ? latin_letter(word.data[++i]) : c;

        if (size + 1 >= sizeof lower.text)
            return false;
        if (is_ascii_upper(plain))
            plain |= 0x20;
        if (plain < 'a' || plain > 'z')
            break; /* Anna-Lena, O'Neil: the first part tells */
        lower.text[size++] = (char)plain;
    }
    return size >= 2 && size <= NAME_LONGEST && words_have(names, &lower);
}
