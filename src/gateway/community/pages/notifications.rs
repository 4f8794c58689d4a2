//! What its reader is told. Opening it marks nothing: only its forms do.

use super::more;
use crate::contract::community::{
    GetWishesRequest, LeaveMailRequest, ListNotificationsRequest, ReadNotificationsRequest,
    SaveWishesRequest,
};
use crate::gateway::community::calls::people;
use crate::gateway::community::views::{LeaveMailPage, Staff, ToldPage, ToldRow, WishRow};
use crate::gateway::core::error::Answer;
use crate::gateway::core::form::Form;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::{PAGE_MAX, cursor, page, see_other, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::video::calls::titles;
use crate::kernel::fault::Error;
use crate::kernel::wire::Page;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

const HERE: &str = "/notifications";

/// `GET /notifications`
pub(in crate::gateway) async fn notifications(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let (cx, client) = (req.cx(), &front.clients().community);
    let (told, wishes) = tokio::join!(
        client.list_notifications(&cx, ListNotificationsRequest { page }),
        client.get_wishes(&cx, GetWishesRequest {}),
    );
    let (told, wishes) = (told?, wishes?);
    let actors = told.notifications.iter().map(|one| one.actor_id.clone()).collect();
    let videos = told.notifications.iter().map(|one| one.video_id.clone()).collect();
    let (people, titles) = tokio::join!(people(&front, &req, actors), titles(&front, &req, videos));
    let words = req.language.words();
    let rows = told.notifications.into_iter().filter_map(|one| {
        let name = people.names.get(&one.actor_id).cloned().unwrap_or_default();
        let avatar = people.avatars.get(&one.actor_id).cloned().unwrap_or_default();
        let title = titles.get(&one.video_id).cloned().unwrap_or_default();
        ToldRow::of(one, words, (name, avatar), title)
    });
    let (unwanted, mailed): (Vec<_>, Vec<_>) =
        (wishes.unwanted().collect(), wishes.mailed().collect());
    shown(&ToldPage {
        frame: req.frame(&front),
        rows: rows.collect(),
        more: more(HERE, &told.next_cursor),
        wishes: WishRow::all(words, Staff::of(&req.caller), &unwanted),
        mailed: WishRow::mailed(words, Staff::of(&req.caller), &mailed),
    })
}

/// `POST /notifications/read`: one, or all where none is named.
pub(in crate::gateway) async fn read(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let one = form.find("id").map(str::to_owned);
    let is_all = one.is_none();
    let asked = ReadNotificationsRequest { notification_ids: one.into_iter().collect() };
    front.clients().community.read_notifications(&req.cx(), asked).await?;
    Ok(if is_all {
        see_other_telling(HERE, notices::community::TOLD_READ)
    } else {
        see_other(HERE)
    })
}

/// `POST /notifications/wishes`
pub(in crate::gateway) async fn save_wishes(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let staff = Staff::of(&req.caller);
    let unwanted = WishRow::unwanted(staff, |code| form.find(code).is_some());
    let mailed = WishRow::wanted_by_mail(staff, |code| form.find(code).is_some());
    let unwanted = unwanted.into_iter().map(i32::from).collect();
    let mailed = mailed.into_iter().map(i32::from).collect();
    let asked = SaveWishesRequest { unwanted, mailed };
    front.clients().community.save_wishes(&req.cx(), asked).await?;
    Ok(see_other_telling(HERE, notices::community::WISHES_SAVED))
}

/// `GET /notifications/leave/{token}`: asks, for mail programs open links by themselves.
pub(in crate::gateway) async fn ask_leave(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
) -> Answer {
    let (frame, token) = (req.frame(&front), Some(token.into_inner()));
    shown(&LeaveMailPage { frame, token, is_done: false })
}

/// `POST /notifications/leave/{token}`
pub(in crate::gateway) async fn leave(
    front: FrontData,
    req: RequestContext,
    token: web::Path<String>,
) -> Answer {
    let asked = LeaveMailRequest { token: token.into_inner() };
    let told = front.clients().community.leave_mail(&req.cx(), asked).await;
    let (frame, token) = (req.frame(&front), None);
    match told {
        Ok(_) => shown(&LeaveMailPage { frame, token, is_done: true }),
        Err(Error::Refused(_)) => {
            page(StatusCode::NOT_FOUND, &LeaveMailPage { frame, token, is_done: false })
        },
        Err(error) => Err(error.into()),
    }
}
