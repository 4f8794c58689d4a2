//! What people write to get past a list, and what they write without a thought of it. It must not
//! be made to pass by leaving out a row.

use std::sync::Arc;

use super::super::hits::{HitSource, Manner, MatchKind, Term, TermAction, TermLanguage};
use super::super::matcher::{Matcher, MatcherOptions};
use super::super::tables::Tables;
use Manner::{Disguised, Homophone, Initials, Pinyin, Plain};

const CHINESE: &[&str] = &[
    "法轮功",
    "法轮",
    "色情",
    "赌博",
    "约炮",
    "裸聊",
    "傻逼",
    "草泥马",
    "海洛因",
    "代开发票",
    "操你妈",
    "冰毒",
    "加v信",
    "银行卡贩卖",
    "西安赌场",
    "女优",
];
const ENGLISH: &[&str] = &[
    "fuck",
    "shit",
    "ass",
    "penis",
    "cunt",
    "bitch",
    "sex",
    "cum",
    "rape",
    "whore",
    "free money",
    "porn",
    "nigger",
    "slut",
    "tit",
    "anal",
];

fn term(text: &str, language: TermLanguage, match_kind: MatchKind) -> Term {
    let (category, action) = (String::from("test"), TermAction::Block);
    Term { text: text.to_owned(), category, severity: 50, action, language, match_kind }
}

pub(super) fn terms() -> Vec<Term> {
    let chinese = CHINESE.iter().map(|text| term(text, TermLanguage::Chinese, MatchKind::Anywhere));
    let english = ENGLISH.iter().map(|text| term(text, TermLanguage::English, MatchKind::Word));
    chinese.chain(english).collect()
}

/// The terms that a text hits, and how.
fn found(matcher: &Matcher, text: &str) -> Vec<(String, Manner)> {
    let terms = terms();
    let finds = matcher.find(text).expect("short enough to be searched");
    let named = finds.hits.iter().filter_map(|hit| match hit.source {
        HitSource::Term { index, manner } => {
            let index = usize::try_from(index).expect("an index fits");
            Some((terms[index].text.clone(), manner))
        },
        HitSource::Pattern { .. } | HitSource::Link(_) | HitSource::Flood(_) => None,
    });
    named.collect()
}

fn matcher() -> Matcher {
    let tables = Arc::new(Tables::read());
    Matcher::build(&terms(), tables, MatcherOptions::default()).expect("the terms are in order")
}

const EVASIONS: &[(&str, &str, Manner)] = &[
    // As listed, or nearly.
    ("他们在练法轮功", "法轮功", Plain),
    ("练法輪功的人", "法轮功", Plain),
    ("ＦＵＣＫ", "fuck", Plain),
    ("what the Fuck!", "fuck", Plain),
    ("fück you", "fuck", Plain),
    ("𝓯𝓾𝓬𝓴", "fuck", Plain),
    ("你fuck我", "fuck", Plain),
    ("fuck123", "fuck", Plain),
    ("for fuck's sake", "fuck", Plain),
    ("get free money now", "free money", Plain),
    ("加V信看", "加v信", Plain),
    // Spaced out.
    ("f.u.c.k", "fuck", Disguised),
    ("f u c k", "fuck", Disguised),
    ("F-U-C-K off", "fuck", Disguised),
    ("f_u_c_k", "fuck", Disguised),
    ("f*u*c*k", "fuck", Disguised),
    ("f,u,c,k", "fuck", Disguised),
    ("fu.ck", "fuck", Disguised),
    ("fuc k", "fuck", Disguised),
    ("f🍆u🍆c🍆k", "fuck", Disguised),
    ("a s s", "ass", Disguised),
    ("s'h'i't", "shit", Disguised),
    ("法 轮", "法轮", Disguised),
    ("法　轮　功", "法轮功", Disguised),
    ("法*轮*功", "法轮功", Disguised),
    ("法，轮，功", "法轮功", Disguised),
    ("法\n轮\n功", "法轮功", Disguised),
    ("色🔥情🔥片", "色情", Disguised),
    ("裸-聊", "裸聊", Disguised),
    ("约/炮", "约炮", Disguised),
    ("草.泥.马", "草泥马", Disguised),
    ("freemoney", "free money", Disguised),
    ("加 v 信", "加v信", Disguised),
    // Hidden characters, marks and directions.
    ("f\u{200b}u\u{200b}c\u{200b}k", "fuck", Disguised),
    ("fu\u{ad}ck", "fuck", Disguised),
    ("法\u{200d}轮\u{feff}功", "法轮功", Disguised),
    ("\u{202e}fu\u{202c}ck", "fuck", Disguised),
    ("f\u{336}u\u{336}c\u{336}k\u{336}", "fuck", Plain),
    ("s\u{301}\u{302}\u{303}h\u{301}i\u{489}t", "shit", Plain),
    ("法\u{fe0f}轮\u{e0101}功", "法轮功", Disguised),
    // Stretched.
    ("fuuuuck", "fuck", Disguised),
    ("fffuuuccckkk", "fuck", Disguised),
    ("asssss", "ass", Disguised),
    ("f.u.u.u.c.k", "fuck", Disguised),
    ("色色色情情情", "色情", Disguised),
    // Lookalikes.
    ("fuсk", "fuck", Disguised),
    ("ѕех", "sex", Disguised),
    ("рenis", "penis", Disguised),
    ("ꜰᴜᴄᴋ", "fuck", Disguised),
    ("🅵🆄🅲🅺", "fuck", Disguised),
    ("🇫🇺🇨🇰", "fuck", Disguised),
    ("ⓕⓤⓒⓚ", "fuck", Plain),
    ("sh1t", "shit", Disguised),
    ("$h!t", "shit", Disguised),
    ("a$$", "ass", Disguised),
    ("@ss", "ass", Disguised),
    ("p0rn", "porn", Disguised),
    ("b!tch", "bitch", Disguised),
    ("n1gger", "nigger", Disguised),
    ("rαpe", "rape", Disguised),
    // Sounds.
    ("falungong", "法轮功", Pinyin),
    ("FaLun", "法轮", Pinyin),
    ("fa lun gong hao", "法轮功", Pinyin),
    ("fǎ lún gōng", "法轮功", Pinyin),
    ("wozailianfalungong", "法轮功", Pinyin),
    ("f a l u n g o n g", "法轮功", Pinyin),
    ("fа1ungong falungong", "法轮功", Pinyin),
    ("法lun功", "法轮功", Pinyin),
    ("fa轮功", "法轮功", Pinyin),
    ("cao ni ma", "操你妈", Pinyin),
    ("yinhangka fanmai", "银行卡贩卖", Pinyin),
    ("xianduchang", "西安赌场", Pinyin),
    ("nvyou", "女优", Pinyin),
    ("nuyou", "女优", Pinyin),
    ("hailuoyin", "海洛因", Pinyin),
    ("约泡", "约炮", Homophone),
    ("色晴网站", "色情", Homophone),
    ("赌搏", "赌博", Homophone),
    ("发论工", "法轮功", Homophone),
    ("珐轮功", "法轮功", Homophone),
    ("带开发票", "代开发票", Homophone),
    ("曹尼玛", "草泥马", Homophone),
    ("flg", "法轮功", Initials),
    ("练FLG的", "法轮功", Initials),
    ("f.l.g", "法轮功", Initials),
    ("dkfp 私聊", "代开发票", Initials),
];

const INNOCENTS: &[&str] = &[
    // English words that contain others.
    "Scunthorpe",
    "the assassin passed the class",
    "Essex and Middlesex",
    "a classic cocktail in a glass bassinet",
    "grape juice, drapes and therapists",
    "document, cucumber, circumstances",
    "an analysis of analog canals",
    "title, constitution, titanium",
    "happenis",
    "shitake is spelled shiitake",
    "the Dickens of Penistone",
    // Words that meet.
    "my pen is blue",
    "I lost my pen. Is it here?",
    "such as S. Hawking",
    "let's hit the road",
    "that's hit after hit",
    "was so glad",
    "as soon as she said so",
    "the pass in game 5 was amazing",
    "I can see the sun set",
    "who repaired it? the rapid responders",
    "money is free for some, money for others",
    "C L A S S I C S",
    "B A S S boosted",
    "the magic um, well",
    // Numbers, units, codes.
    "1080p 60fps H264 mp3 4k",
    "2024-05-06 12:30:45",
    "iPhone 5s, PS5, 3rd, 1st, 4th",
    "Boeing 747 and 455 units at $5",
    "call +1 (555) 0100",
    // Chinese that shares characters or sounds.
    "违法，轮胎坏了",
    "学法 轮胎",
    "他的办法。轮到我了",
    "看手法😂轮到你",
    "约好了一起泡温泉",
    "傻傻的笔",
    "妈妈骑马",
    "开发票据系统",
    "这场比赛很精彩，赌上了一切",
    "晴天的景色",
    "博物馆里堵车了",
    "今天天气真好，我们去公园玩吧",
    "这首歌太好听了，单曲循环一整天",
    "哈哈哈哈哈哈哈哈",
    "人工智能与机器学习入门教程",
    // Pinyin and English that look alike.
    "women dance and change the menu",
    "banana, china, panama, beige",
    "can he see the man",
    "Wo ai Beijing, ni hao ma",
    "dance with me",
    "he man",
    // Other languages.
    "сок и сахар",
    "Привет, как дела?",
    "καλημέρα κόσμε",
    "هذا نص عربي بسيط",
    "שלום עולם",
    "これはテストです",
    "안녕하세요 여러분",
    "ที่นี่ประเทศไทย",
    "हिन्दी में एक वाक्य",
    "Größe, façade, naïve, smörgåsbord",
    // Nothing at all.
    "",
    " ",
    "…",
    "😂😂😂",
    "\u{200b}\u{202e}\u{feff}",
];

/// Innocent, and hit all the same: Chinese has no blanks, and whoever looks for two letters finds
/// them where one word ends and the next begins. By sound such hits are weak, which is why they
/// are told apart.
const NOT_TOLD_APART: &[(&str, &str, Manner)] = &[
    ("这个方法轮不到你", "法轮", Plain),
    ("景色晴朗", "色情", Homophone),
    ("海洛阴影很美", "海洛因", Homophone),
];

#[test]
fn the_limits_are_known() {
    let matcher = matcher();
    for (text, term, manner) in NOT_TOLD_APART {
        assert_eq!(found(&matcher, text), [((*term).to_owned(), *manner)], "{text}");
    }
}

#[test]
fn evasions_hit() {
    let matcher = matcher();
    assert!(EVASIONS.len() >= 40);
    let mut missed = Vec::new();
    for (text, term, manner) in EVASIONS {
        let found = found(&matcher, text);
        if !found.contains(&((*term).to_owned(), *manner)) {
            missed.push(format!("{text:?} is no {manner:?} hit of {term}, but {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn innocents_pass() {
    let matcher = matcher();
    assert!(INNOCENTS.len() >= 40);
    let mut wronged = Vec::new();
    for text in INNOCENTS {
        let found = found(&matcher, text);
        if !found.is_empty() {
            wronged.push(format!("{text:?} is taken for {found:?}"));
        }
    }
    assert!(wronged.is_empty(), "{}", wronged.join("\n"));
}
